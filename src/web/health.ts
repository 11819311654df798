// For load balancers: whether this process lives, and whether it can serve.
import type { Response } from 'express';
import type { Ephemeral } from '../domain/ports/ephemeral.ts';
import type { Log } from '../observability/log.ts';
import { asVestibuleError } from './faults.ts';

/** 200 when records and short-lived records answer, else 503. Why stands in the log, not in the answer. */
export async function answerReady(
  res: Response,
  { store, ephemeral, log }: { store: { ping(): Promise<void> }; ephemeral: Ephemeral; log: Log },
): Promise<void> {
  try {
    await Promise.all([store.ping(), ephemeral.get('ready', 'ready')]);
    res.type('text').send('ready\n');
  } catch (error) {
    const { code, message } = asVestibuleError(error);
    log.warn('not ready', { code, message });
    res.status(503).type('text').send('not ready\n');
  }
}
