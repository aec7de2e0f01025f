// node-redis with its defaults against the port given: every basic group, a pipeline, a reconnect.
import assert from 'node:assert/strict';
import { createClient } from 'redis';

const port = process.argv[2];
const client = createClient({ url: `redis://127.0.0.1:${port}` });
client.on('error', () => {});
await client.connect();
await client.flushAll();

assert.equal(await client.ping(), 'PONG');
assert.equal(await client.set('greeting', 'hello', { expiration: { type: 'EX', value: 100 } }), 'OK');
assert.equal(await client.get('greeting'), 'hello');
const ttl = await client.ttl('greeting');
assert.ok(ttl > 90 && ttl <= 100, `ttl ${ttl}`);
assert.equal(await client.incrBy('counter', 5), 5);
assert.equal(await client.mSet({ a: '1', b: '2', c: '3' }), 'OK');
assert.deepEqual(await client.mGet(['a', 'b', 'missing']), ['1', '2', null]);
assert.equal(await client.setBit('bits', 7, 1), 0);
assert.equal(await client.bitCount('bits'), 1);
assert.equal(await client.rename('a', 'a2'), 'OK');
assert.equal(await client.del(['a2', 'b']), 2);
assert.equal(await client.exists('c'), 1);

const names = [];
for await (const keys of client.scanIterator({ COUNT: 10 })) names.push(...keys);
assert.deepEqual(names.sort(), ['bits', 'c', 'counter', 'greeting']);

const replies = await Promise.all(Array.from({ length: 1000 }, (_, i) => client.set(`p:${i}`, `${i}`)));
assert.ok(replies.every((reply) => reply === 'OK'));
const values = await Promise.all(Array.from({ length: 1000 }, (_, i) => client.get(`p:${i}`)));
assert.deepEqual(values, Array.from({ length: 1000 }, (_, i) => `${i}`));
await assert.rejects(client.sendCommand(['NOSUCH', 'a']), /unknown command/);

const killer = createClient({ url: `redis://127.0.0.1:${port}` });
await killer.connect();
const id = await client.sendCommand(['CLIENT', 'ID']);
await killer.sendCommand(['CLIENT', 'KILL', 'ID', String(id)]);
assert.equal(await client.get('c'), '3');
assert.notEqual(await client.sendCommand(['CLIENT', 'ID']), id);
await killer.close();
await client.close();
console.log('node-redis works');
