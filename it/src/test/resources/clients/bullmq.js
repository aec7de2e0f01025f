// BullMQ, whose queues are some sixty Lua scripts over blocking commands and streams, against the port given.
import assert from 'node:assert/strict';
import { FlowProducer, Queue, QueueEvents, Worker } from 'bullmq';

const connection = { host: '127.0.0.1', port: Number(process.argv[2]), maxRetriesPerRequest: null };
const ATMOST_MS = 20_000;

const queue = new Queue('work', { connection });
const events = new QueueEvents('work', { connection });
await queue.waitUntilReady();
await events.waitUntilReady();

const processed = [];
async function process_(job) {
  processed.push(job.name);
  if (job.name === 'fails') throw new Error('it failed');
  if (job.name === 'succeeds-later' && job.attemptsMade === 0) throw new Error('not yet');
  await job.updateProgress(50);
  await job.log('a line');
  return job.data.n * 2;
}
const result = (job) => job.waitUntilFinished(events, ATMOST_MS);

// What waits, in which order: counts, priorities, pause, deduplication, removal.
await queue.pause();
const jobs = await queue.addBulk([
  { name: 'second', data: { n: 2 }, opts: { priority: 2 } },
  { name: 'third', data: { n: 3 }, opts: { priority: 3 } },
  { name: 'first', data: { n: 1 } },
]);
await queue.add('same', { n: 4 }, { deduplication: { id: 'one' } });
const same = await queue.add('same', { n: 5 }, { deduplication: { id: 'one' } });
assert.equal((await queue.getJob(same.id)).data.n, 4);
await same.remove();
const named = await queue.add('named', { n: 6 }, { jobId: 'by-name' });
assert.equal(named.id, 'by-name');
assert.equal(await queue.remove('by-name'), 1);
assert.equal(await queue.isPaused(), true);
assert.equal(await queue.count(), 3);

const worker = new Worker('work', process_, { connection });
await worker.waitUntilReady();
await queue.resume();
assert.deepEqual(await Promise.all(jobs.map(result)), [4, 6, 2]);
assert.deepEqual(processed, ['first', 'second', 'third']);
assert.equal(await jobs[2].getState(), 'completed');
assert.equal((await queue.getJob(jobs[2].id)).progress, 50);
assert.deepEqual(await queue.getJobLogs(jobs[2].id), { logs: ['a line'], count: 1 });

// What takes several attempts, or fails, or comes later.
const later = await queue.add('succeeds-later', { n: 7 }, { attempts: 2, backoff: { type: 'fixed', delay: 50 } });
assert.equal(await result(later), 14);
const fails = await queue.add('fails', {});
await assert.rejects(result(fails), /it failed/);
assert.equal(await queue.getFailedCount(), 1);
const delayed = await queue.add('delayed', { n: 8 }, { delay: 100 });
assert.equal(await result(delayed), 16);
await fails.retry();
await assert.rejects(result(fails), /it failed/);

// What comes again and again.
const turns = [];
const repeated = new Promise((resolve) => {
  worker.on('completed', (job) => {
    if (job.name === 'tick' && turns.push(job.id) === 2) resolve();
  });
});
await queue.upsertJobScheduler('clock', { every: 100 }, { name: 'tick', data: { n: 0 } });
await repeated;
assert.equal((await queue.getJobSchedulers()).length, 1);
assert.equal(await queue.removeJobScheduler('clock'), true);

// Parents that wait for their children.
const flows = new FlowProducer({ connection });
const flow = await flows.add({
  name: 'parent',
  queueName: 'work',
  data: { n: 10 },
  children: [
    { name: 'child', queueName: 'work', data: { n: 11 } },
    { name: 'child', queueName: 'work', data: { n: 12 } },
  ],
});
assert.equal(await result(flow.job), 20);
assert.deepEqual(Object.values(await flow.job.getChildrenValues()).sort(), [22, 24]);

// No more than the limit says.
await queue.setGlobalConcurrency(1);
const limitedQueue = new Queue('limited', { connection });
const limitedEvents = new QueueEvents('limited', { connection });
await limitedEvents.waitUntilReady();
const limited = new Worker('limited', async () => Date.now(), {
  connection,
  limiter: { max: 1, duration: 200 },
});
const pair = await limitedQueue.addBulk([{ name: 'a', data: {} }, { name: 'b', data: {} }]);
const [a, b] = await Promise.all(pair.map((job) => job.waitUntilFinished(limitedEvents, ATMOST_MS)));
assert.ok(Math.abs(b - a) >= 100, `${b - a} ms apart`);

// A worker that has gone leaves its job to another.
const abandonedQueue = new Queue('abandoned', { connection });
const options = { connection, lockDuration: 300, stalledInterval: 300, maxStalledCount: 1 };
const started = deferred();
const dead = new Worker('abandoned', () => new Promise(() => started.resolve()), { ...options, skipLockRenewal: true });
const abandoned = await abandonedQueue.add('job', {});
await started.promise;
await dead.close(true);
const finished = deferred();
const heir = new Worker('abandoned', async () => 'inherited', options);
heir.on('completed', (job, value) => finished.resolve([job.id, value]));
assert.deepEqual(await finished.promise, [abandoned.id, 'inherited']);

const counts = await queue.getJobCounts();
assert.equal(counts.failed, 1);
assert.equal(counts.active + counts.waiting + counts['waiting-children'], 0);
assert.ok((await queue.clean(0, 100, 'completed')).length > 0);
await queue.drain();
for (const each of [worker, limited, heir]) await each.close();
for (const each of [queue, limitedQueue, abandonedQueue]) await each.obliterate({ force: true });
for (const each of [events, limitedEvents, flows, queue, limitedQueue, abandonedQueue]) await each.close();
console.log('bullmq works');
process.exit(0);

function deferred() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
}
