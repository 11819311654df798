// bcrypt off the event loop, in threads that are kept. How many at once is bounded by the hashing queue.
import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { BcryptJob } from './bcrypt-thread.ts';

/** Kept between jobs. A thread that waits does not keep the process from ending. */
const idle: Worker[] = [];

/**
 * @returns the 31 characters of the digest, of the first 72 bytes of the password as bcrypt has it
 * @throws whatever the thread died of
 */
export async function bcryptDigest(job: BcryptJob): Promise<string> {
  const thread = idle.pop() ?? startThread();
  thread.ref();
  try {
    const answered = once(thread, 'message') as Promise<[string]>;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
    thread.postMessage(job);
    const [digest] = await answered;
    idle.push(thread);
    return digest;
  } catch (error) {
    void thread.terminate();
    throw error;
  } finally {
    thread.unref();
  }
}

function startThread(): Worker {
  const here = import.meta.url;
  const thread = new Worker(new URL(`./bcrypt-thread${extname(here)}`, here));
  // Of a thread that waits; what happens during a job rejects the job.
  thread.on('error', () => drop(thread));
  thread.on('exit', () => drop(thread));
  return thread;
}

function drop(thread: Worker): void {
  const index = idle.indexOf(thread);
  if (index >= 0) idle.splice(index, 1);
}
