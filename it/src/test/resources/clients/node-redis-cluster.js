// node-redis as a client of a cluster, while shards change their leaders: the port of one node is given.
import assert from 'node:assert/strict';
import { createCluster } from 'redis';

const cluster = createCluster({ rootNodes: [{ url: `redis://127.0.0.1:${process.argv[2]}` }] });
cluster.on('error', () => {});
await cluster.connect();
const names = Array.from({ length: 200 }, (_, i) => `node-redis:${i}`);
await Promise.all(names.map((name, i) => cluster.set(name, `${i}`)));
assert.deepEqual(await Promise.all(names.map((name) => cluster.get(name))), names.map((_, i) => `${i}`));
assert.equal(await cluster.mSet({ '{node-redis}a': 'x', '{node-redis}b': 'y' }), 'OK');
assert.deepEqual(await cluster.mGet(['{node-redis}a', '{node-redis}b']), ['x', 'y']);
assert.deepEqual(await cluster.multi().incr('{node-redis}n').get('{node-redis}n').exec(), [1, '1']);
assert.equal(
  await cluster.eval("return redis.call('get', KEYS[1])", { keys: ['{node-redis}a'], arguments: [] }),
  'x',
);
assert.equal(cluster.masters.length, 3);

const counts = new Map();
const end = Date.now() + 4_000;
async function count(worker) {
  for (let i = worker; Date.now() < end; i += 7) {
    const name = `{node-redis-count:${i % 50}}`;
    const added = i % 3 === 0 ? (await cluster.multi().incr(name).get(name).incr(name).exec()).length - 1 : 1;
    if (added === 1) await cluster.incr(name);
    counts.set(name, (counts.get(name) ?? 0) + added);
  }
}
await Promise.all([0, 1, 2, 3].map(count));
for (const [name, times] of counts) assert.equal(Number(await cluster.get(name)), times, name);
await cluster.close();
console.log('node-redis-cluster works');
