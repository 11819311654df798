import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHashingQueue } from '../../../src/directory/password-hash-queue.ts';

test('runs no more at once than it may', async () => {
  const queue = createHashingQueue({ inFlight: 3, waiting: 100 });
  let running = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 30 }, () =>
      queue.run(async () => {
        most = Math.max(most, ++running);
        await new Promise((done) => setImmediate(done));
        running--;
      }),
    ),
  );
  assert.equal(most, 3);
});

test('serves in the order in which they came', async () => {
  const queue = createHashingQueue({ inFlight: 1, waiting: 100 });
  const served: number[] = [];
  await Promise.all(Array.from({ length: 10 }, (_, i) => queue.run(async () => void served.push(i))));
  assert.deepEqual(served, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('a job that fails gives its place on', async () => {
  const queue = createHashingQueue({ inFlight: 1, waiting: 10 });
  const failing = queue.run(() => Promise.reject(new Error('failed')));
  const next = queue.run(async () => 'done');
  await assert.rejects(failing, /failed/);
  assert.equal(await next, 'done');
});
