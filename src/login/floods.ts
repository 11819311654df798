// What anybody may ask for without having proved anything, counted by source: records of attempts, and messages to read.
import { VestibuleError } from '../domain/errors.ts';
import type { Visit } from '../web/visit.ts';
import type { LoginDeps } from './deps.ts';

/** Requests to upstreams and attempts of one source: a campus behind one address stays below it, a flood does not. */
const attemptsPerMinute = 3000;
/** Messages of one source that were refused. To read one costs up to 200 ms before it is known that nobody signed it. */
const refusedPerMinute = 60;
/**
 * Messages of an upstream's server that ended nothing. It signs out many at once, and most of them have no session here any
 * more; to read one costs little.
 */
const vainLogoutsPerMinute = 3000;
const minute = 60;

/** Logos that one source asks for: a page has twenty, and browsers keep them for a day. */
const logosPerMinute = 30_000;

/** @throws VST_TOO_MANY_REQUESTS */
export async function limitLogos({ ephemeral }: LoginDeps, visit: Visit): Promise<void> {
  const { count } = await ephemeral.count('logos', keyOf(visit), 1, minute);
  if (count > logosPerMinute) {
    throw new VestibuleError('VST_TOO_MANY_REQUESTS', 'Too many logos were asked for from one source.');
  }
}

/** Before an attempt, or another request of one to an upstream: each is a record or two. @throws VST_TOO_MANY_REQUESTS */
export async function limitAttempts({ ephemeral }: LoginDeps, visit: Visit): Promise<void> {
  const { count } = await ephemeral.count('attempts', keyOf(visit), 1, minute);
  if (count > attemptsPerMinute) {
    throw new VestibuleError('VST_TOO_MANY_REQUESTS', 'Too many attempts were begun from one source.');
  }
}

/**
 * Before a message that another site posts: counted as refused until it is told to be good, so that a crowd of them at
 * once has no more. A source that many share goes on: one of them must not shut the others out.
 *
 * @returns to be called when the message was good
 * @throws VestibuleError VST_TOO_MANY_REQUESTS
 */
export async function limitMessages(
  { ephemeral }: Pick<LoginDeps, 'ephemeral'>,
  visit: Visit,
): Promise<() => Promise<void>> {
  const { count } = await ephemeral.count('refused-messages', keyOf(visit), 1, minute);
  if (count > refusedPerMinute && !visit.source.shared) {
    throw new VestibuleError('VST_TOO_MANY_REQUESTS', 'Too many messages of one source were refused.');
  }
  return () => countGoodMessage({ ephemeral }, visit);
}

/** A message that was counted as refused was good after all. */
export async function countGoodMessage({ ephemeral }: Pick<LoginDeps, 'ephemeral'>, visit: Visit): Promise<void> {
  await ephemeral.count('refused-messages', keyOf(visit), -1, minute);
}

/**
 * Before a message that an upstream's server sends: counted as vain until it is told to have ended something.
 *
 * @returns to be called when it did
 * @throws VestibuleError VST_TOO_MANY_REQUESTS
 */
export async function limitLogouts({ ephemeral }: LoginDeps, visit: Visit): Promise<() => Promise<void>> {
  const { count } = await ephemeral.count('vain-logouts', keyOf(visit), 1, minute);
  if (count > vainLogoutsPerMinute) {
    throw new VestibuleError('VST_TOO_MANY_REQUESTS', 'Too many sign-outs of one source ended nothing.');
  }
  return async () => void (await ephemeral.count('vain-logouts', keyOf(visit), -1, minute));
}

function keyOf(visit: Visit): string {
  return `${visit.institution.slug}:${visit.source.key}`;
}
