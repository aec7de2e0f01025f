// redlock over ioredis, against the port given: locks are scripts.
import assert from 'node:assert/strict';
import { Redis } from 'ioredis';
import Redlock from 'redlock';

const client = new Redis(Number(process.argv[2]), '127.0.0.1');
const redlock = new Redlock([client], { retryCount: 20, retryDelay: 50, retryJitter: 10 });
const impatient = new Redlock([client], { retryCount: 0 });

let lock = await redlock.lock(['a', 'b'], 5_000);
await assert.rejects(impatient.lock(['b'], 1_000));
const ttl = await client.pttl('a');
assert.ok(ttl > 0 && ttl <= 5_000, `${ttl}`);
lock = await lock.extend(20_000);
assert.ok((await client.pttl('b')) > 10_000);
await lock.unlock();
assert.equal(await client.exists('a', 'b'), 0);

// Whoever waits gets it when it has been given up, or when its time is over.
await redlock.lock(['a'], 150);
const next = await redlock.lock(['a'], 1_000);
await next.unlock();

let inside = 0;
await Promise.all(
  Array.from({ length: 5 }, async () => {
    const held = await redlock.lock(['counter-lock'], 5_000);
    assert.equal(++inside, 1);
    await client.set('counter', Number((await client.get('counter')) ?? 0) + 1);
    inside--;
    await held.unlock();
  }),
);
assert.equal(await client.get('counter'), '5');
await client.quit();
console.log('redlock works');
