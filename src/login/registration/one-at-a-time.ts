import { setTimeout as pause } from 'node:timers/promises';
import { VestibuleError } from '../../domain/errors.ts';
import type { Visit } from '../../web/visit.ts';
import { addressKey } from '../email/limits.ts';
import type { RegistrationDeps } from './deps.ts';

const lockSpace = 'registration-lock';
const lockSeconds = 30;
const waitsMax = 100;
const waitMs = 50;

/** Addresses are no identifiers, so no constraint keeps one from two records: who registers it waits for the other. */
export async function oneAtATime<Result>(
  { ephemeral, sealing }: RegistrationDeps,
  { institution: { slug } }: Visit,
  email: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const key = sealing.hash(lockSpace, `${slug}\n${addressKey(email)}`);
  for (let waits = 0; !(await ephemeral.claim(lockSpace, key, '1', lockSeconds)); waits++) {
    if (waits === waitsMax) throw new VestibuleError('VST_BUSY', 'Another registration of this address is under way.');
    await pause(waitMs);
  }
  try {
    return await work();
  } finally {
    await ephemeral.delete(lockSpace, key);
  }
}
