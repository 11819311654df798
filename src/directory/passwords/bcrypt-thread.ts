// The worker thread that bcrypt is computed in: plain JavaScript would hold the event loop for the whole of it.
import { parentPort } from 'node:worker_threads';
import { hashSync } from 'bcryptjs';

export interface BcryptJob {
  readonly password: string;
  /** `$2b$10$` and 22 characters of salt. */
  readonly setting: string;
}

/** The 31 characters behind the setting. */
const digestLength = 31;

parentPort?.on('message', ({ password, setting }: BcryptJob) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
  parentPort?.postMessage(hashSync(password, setting).slice(-digestLength));
});
