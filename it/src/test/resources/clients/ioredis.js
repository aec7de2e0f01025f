// ioredis with its defaults (a ready check with INFO among them) against the port given.
import assert from 'node:assert/strict';
import { Redis } from 'ioredis';

const port = Number(process.argv[2]);
const client = new Redis(port, '127.0.0.1');
client.on('error', () => {});
await client.flushall();

assert.equal(await client.ping(), 'PONG');
assert.equal(await client.set('greeting', 'hello', 'EX', 100), 'OK');
assert.equal(await client.get('greeting'), 'hello');
assert.equal(await client.incrby('counter', 5), 5);
assert.equal(await client.mset({ a: '1', b: '2', c: '3' }), 'OK');
assert.deepEqual(await client.mget('a', 'b', 'missing'), ['1', '2', null]);
assert.equal(await client.setbit('bits', 7, 1), 0);
assert.equal(await client.bitcount('bits'), 1);
assert.equal(await client.rename('a', 'a2'), 'OK');
assert.equal(await client.del('a2', 'b'), 2);
assert.deepEqual(await client.getBuffer('greeting'), Buffer.from('hello'));

const names = [];
for await (const keys of client.scanStream({ count: 10 })) names.push(...keys);
assert.deepEqual(names.sort(), ['bits', 'c', 'counter', 'greeting']);

const pipeline = client.pipeline();
for (let i = 0; i < 1000; i++) pipeline.set(`p:${i}`, `${i}`).get(`p:${i}`);
const replies = await pipeline.exec();
assert.equal(replies.length, 2000);
replies.forEach(([error, reply], i) => {
  assert.equal(error, null);
  assert.equal(reply, i % 2 === 0 ? 'OK' : `${(i - 1) / 2}`);
});
await assert.rejects(client.call('NOSUCH', 'a'), /unknown command/);

const killer = new Redis(port, '127.0.0.1');
const id = await client.client('ID');
await killer.client('KILL', 'ID', id);
assert.equal(await client.get('c'), '3');
assert.notEqual(await client.client('ID'), id);
await killer.quit();
await client.quit();
console.log('ioredis works');
