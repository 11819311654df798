// Sessions that end because a user was changed, here or in another process: locked, deactivated, given another password,
// signed out everywhere, removed. Whoever asks for such a session is refused at once, since every use of one reads the
// user; this tells the applications, which do not ask. It follows the chained audit, where every change stands, in order.
import type { AuditRecord, AuditTrail } from '../../domain/ports/audit-trail.ts';
import type { Clock } from '../../domain/ports/clock.ts';
import type { Ephemeral } from '../../domain/ports/ephemeral.ts';
import type { SessionLimits, Sessions } from '../../session/sessions.ts';
import type { Telling } from './telling.ts';

const space = 'changed-users';
const leaseSpace = 'changed-users-lease';
/** One node follows; when it is gone, another one does. */
const leaseSeconds = 60;
const placeSeconds = 30 * 86_400;
const dayMs = 86_400_000;
/** After so many entries the place is kept, and others may go on. */
const roundMax = 20_000;

/** Of a user: what decides whether a session of hers stands. */
const deciding: ReadonlySet<string> = new Set([
  'sessionEpoch',
  'status',
  'signInLock',
  'recordType',
  'accountType',
  'expiryDate',
]);

export interface ChangedUsersDeps {
  readonly trail: Pick<AuditTrail, 'head' | 'entries'>;
  readonly sessions: Pick<Sessions, 'over'>;
  readonly telling: Pick<Telling, 'tellLater'>;
  readonly ephemeral: Ephemeral;
  readonly clock: Clock;
}

/** How far the audit was followed, and when that was written. */
interface Place {
  readonly seq: number;
  readonly at: number;
}

/** Goes on from where any node was. @returns how many sessions were found over */
export async function followChanges(
  deps: ChangedUsersDeps,
  institution: string,
  limits: SessionLimits,
): Promise<number> {
  const { trail, ephemeral, clock } = deps;
  const { seq: last } = await trail.head(institution, 'changes');
  const place = await placeOf(deps, institution);
  const isOurs = place !== undefined && place.seq <= last;
  if (isOurs && place.seq === last && clock.now() - place.at < dayMs) return 0;
  if (!(await ephemeral.claim(leaseSpace, institution, '1', leaseSeconds))) return 0;
  try {
    // Read once more: another node may have gone on meanwhile. Without a place there is nothing before now to follow.
    const from = isOurs ? ((await placeOf(deps, institution))?.seq ?? last) : last;
    const { users, reached } = await changedAfter(deps, institution, from, last);
    let found = 0;
    for (const userId of users) {
      const over = await deps.sessions.over(institution, userId, limits);
      for (const session of over) deps.telling.tellLater(session, 'change');
      found += over.length;
    }
    const next: Place = { seq: reached, at: clock.now() };
    await ephemeral.put(space, institution, JSON.stringify(next), placeSeconds);
    return found;
  } finally {
    await ephemeral.delete(leaseSpace, institution);
  }
}

async function placeOf({ ephemeral }: ChangedUsersDeps, institution: string): Promise<Place | undefined> {
  const stored = await ephemeral.get(space, institution);
  return stored === undefined ? undefined : (JSON.parse(stored) as Place);
}

async function changedAfter({ trail }: ChangedUsersDeps, institution: string, from: number, last: number) {
  const users = new Set<string>();
  let reached = from;
  if (from < last) {
    for await (const record of trail.entries(institution, 'changes', { after: from })) {
      if (record.userId !== undefined && mayEndSessions(record)) users.add(record.userId);
      reached = record.seq;
      if (reached >= last || reached - from >= roundMax) break;
    }
    // Entries that retention took away before they were followed.
    if (reached === from) reached = last;
  }
  return { users, reached };
}

/** A detail that was erased may have said anything. */
function mayEndSessions({ detail }: AuditRecord): boolean {
  if (detail === undefined) return true;
  const { before, after } = detail;
  if (before === undefined) return false;
  if (after === undefined) return true;
  return [before.user, after.user].some((fields) => Object.keys(fields ?? {}).some((name) => deciding.has(name)));
}
