// What an installation does by itself, now and then, on one of its nodes.
import { pruneOld } from './directory/audit/prune-audit.ts';
import type { Clock } from './domain/ports/clock.ts';
import type { Random } from './domain/ports/random.ts';
import type { Sealing } from './domain/ports/sealing.ts';
import type { Job } from './jobs/schedule.ts';
import { createSigningKeys } from './keys/signing-keys.ts';
import type { Store } from './store/store.ts';

const dayMs = 86_400_000;

/** How long a key signs. Its successor is published a day before it takes over. */
export const keyAgeMs = 90 * dayMs;

/** How long staff see what became of an invitation, after its time. */
export const invitationsKeptMs = 90 * dayMs;

export interface HousekeepingDeps {
  readonly store: Pick<Store, 'journal' | 'keys' | 'settings' | 'trail' | 'invitations'>;
  readonly installation: { readonly traceDays: number };
  readonly clock: Clock;
  readonly sealing: Sealing;
  readonly random: Random;
}

/** @param slugs the institutions in force when a job runs */
export function housekeeping(deps: HousekeepingDeps, slugs: () => readonly string[]): readonly Job[] {
  const { store, installation, clock, sealing, random } = deps;
  const retention = { ...store, clock };
  const keys = createSigningKeys({ keyStore: store.keys, sealing, clock, random });
  return [
    {
      name: 'drop old traces',
      pattern: '17 * * * *',
      run: () => store.journal.dropTracesBefore(clock.now() - installation.traceDays * dayMs),
    },
    {
      name: 'drop old audit entries',
      pattern: '27 2 * * *',
      run: () =>
        sumOver(slugs(), async (slug) => {
          const { changes, decisions } = await pruneOld(retention, slug, { who: 'system', via: 'housekeeping' });
          return changes + decisions;
        }),
    },
    {
      name: 'drop old invitations',
      pattern: '37 2 * * *',
      run: () => store.invitations.dropEndedBefore(clock.now() - invitationsKeptMs),
    },
    {
      name: 'rotate signing keys',
      pattern: '43 3 * * *',
      run: () => sumOver(slugs(), async (slug) => (await keys.rotateDue(slug, 'oidc', keyAgeMs)).length),
    },
  ];
}

/** Goes through all of them, and only then rejects with what went wrong: one broken key stops no other institution. */
async function sumOver(slugs: readonly string[], count: (slug: string) => Promise<number>): Promise<number> {
  let sum = 0;
  const faults: unknown[] = [];
  for (const slug of slugs) {
    try {
      sum += await count(slug);
    } catch (fault) {
      faults.push(fault);
    }
  }
  if (faults.length > 0) throw faults[0];
  return sum;
}
