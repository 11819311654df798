// What operations on the audit stand on, beside the directory.
import { dayIn } from '../../domain/day.ts';
import type { AuditEntry, Journal } from '../../domain/ports/journal.ts';
import type { UserSets } from '../../domain/ports/user-sets.ts';
import type { Caller, Directory } from '../deps.ts';
import { type Action, authorize } from '../permissions.ts';

export type AuditDirectory = Directory & { readonly journal: Journal };

/** Everything that is held of a person is reached by these. */
export type PersonDirectory = AuditDirectory & { readonly sets: UserSets };

/** @throws VestibuleError VST_NOT_ALLOWED */
export function mayWithAudit({ institution, clock }: Directory, caller: Caller, action: Action): void {
  authorize(caller, action, institution.code, dayIn(institution.timeZone, clock.now()));
}

/** Who looks into the audit, or takes from it, stands in it. */
export async function tellAudit(
  { institution, journal, clock }: Pick<AuditDirectory, 'institution' | 'journal' | 'clock'>,
  { actor }: Pick<Caller, 'actor'>,
  what: Pick<AuditEntry, 'action' | 'userId' | 'trace' | 'detail'>,
): Promise<void> {
  await journal.audit({ at: clock.now(), institution: institution.slug, actor: actor.who, via: actor.via, ...what });
}
