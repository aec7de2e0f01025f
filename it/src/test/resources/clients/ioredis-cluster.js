// ioredis as a client of a cluster, while shards change their leaders: the port of one node is given.
import assert from 'node:assert/strict';
import { Cluster } from 'ioredis';
import { patiently } from './patience.js';

const cluster = new Cluster([{ host: '127.0.0.1', port: Number(process.argv[2]) }]);
cluster.on('error', () => {});
const names = Array.from({ length: 200 }, (_, i) => `ioredis:${i}`);
await patiently(async () => {
  await Promise.all(names.map((name, i) => cluster.set(name, `${i}`)));
  assert.deepEqual(await Promise.all(names.map((name) => cluster.get(name))), names.map((_, i) => `${i}`));
  assert.equal(await cluster.mset('{ioredis}a', 'x', '{ioredis}b', 'y'), 'OK');
  assert.deepEqual(await cluster.mget('{ioredis}a', '{ioredis}b'), ['x', 'y']);
  await assert.rejects(cluster.mget('ioredis:1', 'ioredis:2'), /CROSSSLOT/);
  assert.deepEqual(await cluster.multi().set('{ioredis}n', 1).incr('{ioredis}n').exec(), [[null, 'OK'], [null, 2]]);
  assert.equal(await cluster.eval("return redis.call('get', KEYS[1])", 1, '{ioredis}a'), 'x');
});
assert.ok(cluster.nodes('master').length > 1);

const counts = new Map();
const end = Date.now() + 4_000;
async function count(worker) {
  for (let i = worker; Date.now() < end; i += 7) {
    const name = `{ioredis-count:${i % 50}}`;
    await patiently(async () => {
      if (i % 3 === 0) {
        const replies = await cluster.pipeline().incr(name).get(name).exec();
        replies.forEach(([error]) => assert.equal(error, null));
      } else {
        await cluster.incr(name);
      }
    });
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
}
await Promise.all([0, 1, 2, 3].map(count));
assert.equal(counts.size, 50);
for (const [name, times] of counts) {
  const found = Number(await patiently(() => cluster.get(name)));
  assert.ok(found >= times, `${name}: ${found} of ${times}`);
}
cluster.disconnect();
console.log('ioredis-cluster works');
