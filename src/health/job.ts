// Probes every enabled profile now and then, before a person finds out: each upstream by one node at a time, a few at
// once, every one within its own time. Two failures in a row are told to the operator once, and so is the recovery.
import type { Clock } from '../domain/ports/clock.ts';
import type { Ephemeral } from '../domain/ports/ephemeral.ts';
import type { Random } from '../domain/ports/random.ts';
import { isFailing } from '../domain/ports/upstream-health.ts';
import type { Job } from '../jobs/schedule.ts';
import type { Log } from '../observability/log.ts';
import type { HealthBoard } from './board.ts';
import type { ProbedUpstream, Prober } from './probe.ts';
import { afterProbe, faultsOf, type HealthRecord } from './record.ts';

const minuteMs = 60_000;
/** Between probes, give or take half a minute, so that not all come at once. */
const everyMs = 5 * minuteMs;
const jitterMs = minuteMs;
/** One that does not answer is asked every minute: when it is back, people come in again. */
const retryMs = minuteMs / 2;
/** Longer than a probe takes: no second node begins it meanwhile. */
const claimSeconds = 40;
const lanes = 8;
const claims = 'upstream-probe';

export interface HealthJobDeps {
  readonly board: HealthBoard;
  readonly prober: Prober;
  readonly ephemeral: Ephemeral;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** @param upstreams those of the profiles in force when the job runs */
export function healthJob(upstreams: () => readonly ProbedUpstream[], deps: HealthJobDeps): Job {
  return {
    name: 'probe upstreams',
    pattern: '* * * * *',
    quiet: true,
    async run() {
      const waiting = shuffled(upstreams(), deps.random).values();
      const counts = await Promise.all(Array.from({ length: lanes }, () => probeAll(waiting, deps)));
      return counts.reduce((sum, count) => sum + count, 0);
    },
  };
}

/** Several of these share one iterator, so each upstream is probed by one of them. */
async function probeAll(waiting: Iterable<ProbedUpstream>, deps: HealthJobDeps): Promise<number> {
  let changes = 0;
  for (const upstream of waiting) changes += (await probeDue(upstream, deps)) ? 1 : 0;
  return changes;
}

/** @returns whether it began or ceased to fail */
async function probeDue(upstream: ProbedUpstream, deps: HealthJobDeps): Promise<boolean> {
  const { board, ephemeral, clock, random } = deps;
  const dueAfter = dueMs(random);
  const isDue = async () => isOlder(await board.record(upstream), clock.now(), dueAfter);
  const key = `${upstream.institution}:${upstream.profile}`;
  if (!(await isDue()) || !(await ephemeral.claim(claims, key, '1', claimSeconds))) return false;
  try {
    // Another node may just have done it: one moment counts as one failure.
    return (await isDue()) && (await probeNow(upstream, deps));
  } finally {
    await ephemeral.delete(claims, key);
  }
}

async function probeNow(upstream: ProbedUpstream, deps: HealthJobDeps): Promise<boolean> {
  const { board, clock, prober } = deps;
  const checks = await prober.probe(upstream);
  const before = await board.record(upstream);
  const after = afterProbe(before, { settings: upstream.settings, checks, now: clock.now() });
  await board.write(upstream, after);
  return tell(deps.log, upstream, before, after);
}

function dueMs(random: Random): number {
  const [byte = 0] = random.bytes(1);
  return everyMs - jitterMs / 2 + (byte / 255) * jitterMs;
}

function isOlder(record: HealthRecord | undefined, now: number, usual: number): boolean {
  if (record === undefined || record.checkedAt > now) return true;
  // A service account that is refused is not tried more often: that would lock it.
  const isSilent = record.checks.some(({ ok, unreachable }) => !ok && unreachable === true);
  return now - record.checkedAt >= (isSilent ? retryMs : usual);
}

function tell(
  log: Log,
  { institution, profile }: ProbedUpstream,
  before: HealthRecord | undefined,
  after: HealthRecord,
): boolean {
  if (isFailing(after) && !isFailing(before)) {
    log.warn('upstream failing', { institution, profile, count: after.failures, message: faultsOf(after) });
    return true;
  }
  if (before !== undefined && !isFailing(after) && isFailing(before)) {
    const minutes = Math.max(1, Math.round((after.checkedAt - (before.failingSince ?? after.checkedAt)) / minuteMs));
    log.info('upstream well again', { institution, profile, message: `it failed for about ${minutes} min` });
    return true;
  }
  return false;
}

/** In another order each time: a row of hanging ones does not always hold up the same others. */
function shuffled<Item>(items: readonly Item[], random: Random): readonly Item[] {
  const keyed = items.map((item) => ({ item, key: Buffer.from(random.bytes(4)).readUInt32BE(0) }));
  return keyed.toSorted((left, right) => left.key - right.key).map(({ item }) => item);
}
