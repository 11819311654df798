// A code has 60 random bits; wrong ones are counted all the same, by source. The link of a letter goes on.
import type { Visit } from '../../web/visit.ts';
import type { LoginDeps } from '../deps.ts';

const hour = 3600;
const wrongPerHour = 20;
/** A shared source is many people. */
const sharedFactor = 25;

type Deps = Pick<LoginDeps, 'ephemeral'>;

/** Counted before it is looked up: a crowd at once has no more tries. @returns false when there were too many */
export async function mayTryCode({ ephemeral }: Deps, visit: Visit): Promise<boolean> {
  const { count } = await ephemeral.count('invitation-codes', keyOf(visit), 1, hour);
  return count <= wrongPerHour * (visit.source.shared ? sharedFactor : 1);
}

/** It was right after all. */
export async function uncountCode({ ephemeral }: Deps, visit: Visit): Promise<void> {
  await ephemeral.count('invitation-codes', keyOf(visit), -1, hour);
}

function keyOf({ institution, source }: Visit): string {
  return `${institution.slug}:${source.key}`;
}
