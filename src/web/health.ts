// For load balancers: whether this process lives, and whether it can serve.
import type { Response } from 'express';
import type { Ephemeral } from '../domain/ports/ephemeral.ts';

/** 200 when records and short-lived records answer, else 503. Says nothing of why: that stands in the log. */
export async function answerReady(
  res: Response,
  store: { ping(): Promise<void> },
  ephemeral: Ephemeral,
): Promise<void> {
  try {
    await Promise.all([store.ping(), ephemeral.get('ready', 'ready')]);
    res.type('text').send('ready\n');
  } catch {
    res.status(503).type('text').send('not ready\n');
  }
}
