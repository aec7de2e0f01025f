// node-redis as a client of a cluster, while shards change their leaders: the port of one node is given.
import assert from 'node:assert/strict';
import { createCluster } from 'redis';
import { patiently } from './patience.js';

const cluster = createCluster({ rootNodes: [{ url: `redis://127.0.0.1:${process.argv[2]}` }] });
cluster.on('error', () => {});
await patiently(() => cluster.connect());
const names = Array.from({ length: 200 }, (_, i) => `node-redis:${i}`);
await patiently(async () => {
  await Promise.all(names.map((name, i) => cluster.set(name, `${i}`)));
  assert.deepEqual(await Promise.all(names.map((name) => cluster.get(name))), names.map((_, i) => `${i}`));
  assert.equal(await cluster.mSet({ '{node-redis}a': 'x', '{node-redis}b': 'y' }), 'OK');
  assert.deepEqual(await cluster.mGet(['{node-redis}a', '{node-redis}b']), ['x', 'y']);
  assert.deepEqual(await cluster.multi().set('{node-redis}n', '1').incr('{node-redis}n').exec(), ['OK', 2]);
  const script = { keys: ['{node-redis}a'], arguments: [] };
  assert.equal(await cluster.eval("return redis.call('get', KEYS[1])", script), 'x');
});
assert.ok(cluster.masters.length > 1);

const counts = new Map();
const end = Date.now() + 4_000;
async function count(worker) {
  for (let i = worker; Date.now() < end; i += 7) {
    const name = `{node-redis-count:${i % 50}}`;
    await patiently(() => (i % 3 === 0 ? cluster.multi().incr(name).get(name).exec() : cluster.incr(name)));
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
}
await Promise.all([0, 1, 2, 3].map(count));
assert.equal(counts.size, 50);
for (const [name, times] of counts) {
  const found = Number(await patiently(() => cluster.get(name)));
  assert.ok(found >= times, `${name}: ${found} of ${times}`);
}
cluster.destroy();
console.log('node-redis-cluster works');
