// Everything that can be tried without a person, now: the stores, the mail server, the public address and every upstream.
import type { Clock } from '../domain/ports/clock.ts';
import type { Ephemeral } from '../domain/ports/ephemeral.ts';
import type { Random } from '../domain/ports/random.ts';
import type { UpstreamCheck } from '../domain/strategy.ts';
import { createProber, type ProbedUpstream } from './probe.ts';
import { publicAddressChecks } from './public-address.ts';

export interface LiveCheck extends UpstreamCheck {
  /** The institution and the login profile; undefined for what belongs to the installation. */
  readonly institution?: string | undefined;
  readonly profile?: string | undefined;
}

export interface LiveDeps {
  readonly publicUrl: string;
  readonly store: { ping(): Promise<void> };
  readonly ephemeral: Ephemeral;
  readonly clock: Clock;
  readonly random: Random;
  /** Absent where the installation has no mail. */
  readonly checkMail?: (() => Promise<readonly UpstreamCheck[]>) | undefined;
  /** Certificates to trust for the public address instead of the system's. */
  readonly ca?: string | undefined;
}

/** Upstreams asked at the same time. */
const lanes = 8;

export async function liveChecks(deps: LiveDeps, upstreams: readonly ProbedUpstream[]): Promise<readonly LiveCheck[]> {
  const [own, theirs] = await Promise.all([installationChecks(deps), upstreamChecks(upstreams)]);
  return [...own, ...theirs];
}

async function installationChecks(deps: LiveDeps): Promise<readonly UpstreamCheck[]> {
  const { store, ephemeral, random, clock, publicUrl, checkMail, ca } = deps;
  const key = random.token(12);
  const checks = await Promise.all([
    answers('records', 'the database answers', 'See "database"', () => store.ping()),
    answers('short-lived records', 'written, read and taken back', 'See "ephemeral"', async () => {
      await ephemeral.put('live-check', key, key, 60);
      if ((await ephemeral.take('live-check', key)) !== key) throw new Error('what was written was not read');
    }),
    checkMail?.() ?? [],
    publicUrl.startsWith('https:') ? publicAddressChecks(publicUrl, clock, ca) : [],
  ]);
  return checks.flat();
}

async function answers(
  name: string,
  well: string,
  remedy: string,
  attempt: () => Promise<void>,
): Promise<readonly UpstreamCheck[]> {
  try {
    await attempt();
    return [{ name, ok: true, detail: well }];
  } catch (error) {
    return [{ name, ok: false, detail: `${error instanceof Error ? error.message : String(error)}. ${remedy}` }];
  }
}

async function upstreamChecks(upstreams: readonly ProbedUpstream[]): Promise<readonly LiveCheck[]> {
  const prober = createProber();
  const found = new Map<ProbedUpstream, readonly LiveCheck[]>();
  const waiting = upstreams.values();
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (const upstream of waiting) {
        const { institution, profile } = upstream;
        const checks = await prober.probe(upstream);
        found.set(
          upstream,
          checks.map((check) => ({ institution, profile, ...check })),
        );
      }
    }),
  );
  return upstreams.flatMap((upstream) => found.get(upstream) ?? []);
}
