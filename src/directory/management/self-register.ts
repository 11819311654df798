// A person registers herself: a public user under a generated primary identifier, with the id by which the provider that she
// proved an account at knows her, and with no other name to sign in by.
import { primaryType } from '../../domain/identifier.ts';
import type { Decision, UserRecord } from '../../domain/ports/changes.ts';
import type { Actor } from '../../domain/ports/users.ts';
import type { Day } from '../../domain/user.ts';
import type { Directory } from '../deps.ts';
import { withGeneratedPrimary } from '../generation/with-generated-primary.ts';
import type { Settings } from '../settings/schema.ts';
import { settingsOf } from '../settings/settings-of.ts';
import { findLookAlikes } from './find-look-alikes.ts';
import { judgeNewUser } from './new-user.ts';
import { refusedInput } from './refused-input.ts';
import type { SaidIdentifier } from './said-of-user.ts';

export interface SelfRegistration {
  readonly profile: string;
  /** What staff read in her record: how she came in. */
  readonly note: string;
  readonly accountType: 'internal' | 'external';
  readonly owningSystem: string | undefined;
  readonly userGroup: string;
  readonly expiryDate: Day;
  /** The provider's id of her, where it has one. */
  readonly identifier: SaidIdentifier | undefined;
  readonly person: SelfDescription;
}

/** What she wrote of herself. */
export interface SelfDescription {
  readonly first?: string | undefined;
  readonly last: string;
  /** She proved that she reads it. */
  readonly email: string;
  readonly phone?: string | undefined;
  readonly address?:
    | {
        readonly lines: readonly string[];
        readonly city?: string | undefined;
        readonly postalCode?: string | undefined;
        readonly country?: string | undefined;
      }
    | undefined;
  readonly birthDate?: Day | undefined;
  readonly preferredLanguage?: string | undefined;
}

export type SelfRegistered =
  | { readonly type: 'registered'; readonly userId: string; readonly primaryIdentifier: string }
  /** Her address stands in the record of a user. */
  | { readonly type: 'known'; readonly userId: string }
  /** Somebody has the provider's id: perhaps she herself, by another window a moment ago. */
  | { readonly type: 'taken' };

const actor: Actor = { who: 'system', via: 'self-registration' };

/**
 * @throws VestibuleError VST_USER_INVALID, VST_IDENTIFIER_INVALID for what no record can hold; VST_GENERATION_FAILED where the
 *   institution has no rule for primary identifiers; VST_STORE_UNAVAILABLE, VST_STORE_FULL
 */
export async function selfRegister(directory: Directory, request: SelfRegistration): Promise<SelfRegistered> {
  const settings = await settingsOf(directory);
  const alike = await findLookAlikes(directory, request.person);
  return withGeneratedPrimary(directory, settings, (primary) =>
    registerOnce(directory, settings, request, primary, alike),
  );
}

async function registerOnce(
  directory: Directory,
  settings: Settings,
  request: SelfRegistration,
  primary: string,
  alike: readonly string[],
): Promise<SelfRegistered | undefined> {
  const record = recordOf(directory, settings, request, primary);
  const duplicates = alike.length === 0 ? {} : { possibleDuplicates: alike.join(', ') };
  const facts = { profile: request.profile, generated: primaryType, ...duplicates };
  const { slug } = directory.institution;
  return directory.changes.change(
    slug,
    { keys: record.identifiers, addresses: [request.person.email] },
    actor,
    (known): Decision<SelfRegistered | undefined> => {
      const action = 'self-registered';
      const taken = record.identifiers.filter((identifier) => known.holder(identifier) !== undefined);
      if (taken.length > 0) {
        const isPrimary = taken.some(({ type }) => type === primaryType);
        return { action, records: [], result: isPrimary ? undefined : { type: 'taken' } };
      }
      const [holder] = known.withAddress(request.person.email);
      if (holder !== undefined) return { action, records: [], result: { type: 'known', userId: holder } };
      const { id: userId, primaryIdentifier } = record.user;
      return { action, records: [record], facts, result: { type: 'registered', userId, primaryIdentifier } };
    },
  );
}

function recordOf(
  { institution, rules, clock, random }: Directory,
  settings: Settings,
  { note, accountType, owningSystem, userGroup, expiryDate, identifier, person }: SelfRegistration,
  primaryIdentifier: string,
): UserRecord {
  const at = clock.now();
  const now = new Date(at).toISOString();
  const { first, last, email, phone, address, birthDate, preferredLanguage } = person;
  const raw = {
    primaryIdentifier,
    recordType: 'public',
    accountType,
    ...(owningSystem === undefined ? {} : { owningSystem }),
    name: { first, last },
    userGroup,
    expiryDate,
    birthDate,
    preferredLanguage,
    emails: [{ address: email, preferred: true, segment: 'internal' }],
    phones: phone === undefined ? [] : [{ number: phone, preferred: true, segment: 'internal' }],
    addresses: address === undefined ? [] : [{ ...address, preferred: true, segment: 'internal' }],
    identifiers: identifier === undefined ? [] : [{ ...identifier, segment: 'internal' }],
    roles: [{ role: 'patron', scope: institution.code }],
    notes: [{ type: 'REGISTRATION', text: note, segment: 'internal', createdBy: actor.who, createdAt: now }],
  };
  const { record, faults } = judgeNewUser(raw, {
    institution: institution.slug,
    rules,
    settings,
    language: institution.languages[0] ?? 'en',
    isOperator: true,
    now,
    actor,
    newId: () => random.uuid(at),
  });
  // What the library asks of a new record and the form did not is the desk's to ask: when she comes for her card.
  const grave = faults.filter(({ code, path }) => code !== 'field-missing' || path === 'name.last');
  if (record === undefined || grave.length > 0) throw refusedInput(grave.length > 0 ? grave : faults);
  const { user } = record;
  return { ...record, user: { ...user, emails: user.emails.map((one) => ({ ...one, provedAt: now })) } };
}
