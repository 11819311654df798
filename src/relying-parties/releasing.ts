// What one application is told of one person, now: the release over her identifiers, and the subject it knows her by.
import type { InstitutionConfig, Release } from '../../config/schema.ts';
import { dayIn } from '../domain/day.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { Sealing } from '../domain/ports/sealing.ts';
import type { SubjectPins } from '../domain/ports/subject-pins.ts';
import type { Users } from '../domain/ports/users.ts';
import type { UserSummary } from '../domain/user.ts';
import { type Released, type ReleaseOutcome, releaseOf } from './release.ts';

export interface ReleasingDeps {
  readonly users: Pick<Users, 'identifiers'>;
  readonly pins: Pick<SubjectPins, 'pinOf' | 'pin' | 'unpin'>;
  readonly sealing: Pick<Sealing, 'hash'>;
  readonly clock: Clock;
}

/** An application, whatever door it asks at. */
export interface ReleasedTo {
  readonly kind: string;
  readonly id: string;
  readonly release: Release;
}

/** Names an application among those of every door. */
export function partyKey({ kind, id }: Pick<ReleasedTo, 'kind' | 'id'>): string {
  return `${kind}:${id}`;
}

/**
 * Refused with VST_SUBJECT_TAKEN when the application knows somebody else by this subject: it would take the one for the
 * other.
 */
export async function releaseTo(
  deps: ReleasingDeps,
  { slug, timeZone }: Pick<InstitutionConfig, 'slug' | 'timeZone'>,
  party: ReleasedTo,
  user: UserSummary,
): Promise<ReleaseOutcome> {
  const { release } = party;
  const relyingParty = partyKey(party);
  const identifiers = await deps.users.identifiers(slug, user.id);
  const pseudonym = () => deps.sealing.hash('pairwise-subject', JSON.stringify([slug, relyingParty, user.id]));
  const now = deps.clock.now();
  const outcome = releaseOf({ release, user, identifiers, today: dayIn(timeZone, now), pseudonym });
  if (outcome.type === 'refused' || !release.pinned) return outcome;
  const standing = await deps.pins.pinOf(slug, relyingParty, user.id);
  if (standing !== undefined) {
    if (isOf(release, standing)) return under(outcome, standing);
    // The operator has decided since that the application knows people by something else.
    await deps.pins.unpin(slug, relyingParty, user.id);
  }
  const { subject, subjectType } = outcome;
  const pinned = await deps.pins.pin({
    institution: slug,
    relyingParty,
    userId: user.id,
    subject,
    subjectType,
    pinnedAt: now,
  });
  return pinned.type === 'taken' ? { type: 'refused', code: 'VST_SUBJECT_TAKEN' } : under(outcome, pinned.pin);
}

function isOf({ subject }: Release, { subjectType }: Pick<Released, 'subjectType'>): boolean {
  return typeof subject === 'string' ? subject === subjectType : subject.includes(subjectType);
}

function under(released: Released, { subject, subjectType }: Pick<Released, 'subject' | 'subjectType'>): Released {
  return { ...released, subject, subjectType };
}
