// The settings of an institution that its identifiers live by.
import { VestibuleError } from '../../domain/errors.ts';
import type { UserRecord } from '../../domain/ports/changes.ts';
import { identifier1, missingFields } from '../settings/mandatory.ts';
import type { Settings } from '../settings/schema.ts';

export type LifeSettings = Pick<Settings, 'holdDays' | 'aliasSignInDays' | 'primaryIdentifierPattern' | 'mandatory'>;

const dayMs = 86_400_000;

/** Until when nobody else gets a value that is given up now (epoch ms). */
export function holdUntil({ holdDays }: Pick<LifeSettings, 'holdDays'>, now: number): number {
  return now + holdDays * dayMs;
}

/** Until when a former primary identifier signs in that is given up now (epoch ms); undefined where it does not. */
export function signsInUntil(
  { aliasSignInDays }: Pick<LifeSettings, 'aliasSignInDays'>,
  now: number,
): number | undefined {
  return aliasSignInDays === 0 ? undefined : now + aliasSignInDays * dayMs;
}

/**
 * The last identifier stays where one is mandatory. What lacks one already is not made worse.
 *
 * @throws VestibuleError VST_FIELD_MISSING
 */
export function refuseLastGone(settings: LifeSettings, before: UserRecord, after: UserRecord): void {
  const lacks = (record: UserRecord) => missingFields(settings, record).includes(identifier1);
  if (lacks(before) || !lacks(after)) return;
  const { recordType } = before.user;
  throw new VestibuleError(
    'VST_FIELD_MISSING',
    `A ${recordType} user needs at least one additional identifier, and this is the last: replace it, or attach another first`,
    { field: identifier1 },
  );
}
