// What a decision about identifiers rests on, besides what is known of the users.
import { dayIn } from '../../domain/day.ts';
import type { Known } from '../../domain/ports/changes.ts';
import type { Caller, Directory } from '../deps.ts';
import type { IdentifierRules } from '../identifier-rules.ts';
import { authorizeOver } from '../roles/authorize-over.ts';
import type { LifeSettings } from './life-settings.ts';
import type { Rights } from './rights.ts';

export interface Ground {
  readonly rules: IdentifierRules;
  readonly rights: Rights;
  readonly settings: LifeSettings;
}

/**
 * The decision, refused where one of the users may do more than the caller: whoever gives somebody a name to sign in by
 * could sign in as her.
 *
 * @throws VestibuleError VST_NOT_ALLOWED
 */
export function decidedOver<Decided>(
  directory: Directory,
  caller: Caller,
  userIds: readonly string[],
  decide: (known: Known) => Decided,
): (known: Known) => Decided {
  const { institution, clock } = directory;
  const today = dayIn(institution.timeZone, clock.now());
  return (known) => {
    for (const id of userIds) {
      const record = known.record(id);
      if (record !== undefined) authorizeOver(directory, caller, record.user, today);
    }
    return decide(known);
  };
}
