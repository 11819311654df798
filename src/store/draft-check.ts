import { VestibuleError } from '../domain/errors.ts';
import { identifierValueMax, primaryType } from '../domain/identifier.ts';
import type { Actor, UserDraft } from '../domain/ports/users.ts';
import { isStorable, isStorableDeep } from './storable.ts';

/** What an index of PostgreSQL takes (2704 bytes), less the other columns. */
const keyBytesMax = 2000;
const emailCharactersMax = 320;

export type DraftIdentifier = UserDraft['identifiers'][number];

/**
 * Refuses what no engine may be given, before it gets there.
 *
 * @throws VestibuleError VST_USER_INVALID, VST_IDENTIFIER_INVALID
 */
export function checkDrafts(institution: string, drafts: readonly UserDraft[], actor: Actor): void {
  if (!isStorable(actor.who) || !isStorable(actor.via)) throw invalidUser('Who makes a change is named in plain text');
  for (const draft of drafts) checkDraft(institution, draft);
}

function checkDraft(institution: string, { user, identifiers, passwordHash = '', pinHash = '' }: UserDraft): void {
  if (user.institution !== institution) throw invalidUser('The draft belongs to another institution');
  if (user.id === '') throw invalidUser('The draft has no user id');
  if (!isStorableDeep(user) || !isStorable(passwordHash) || !isStorable(pinHash))
    throw invalidUser('A text of the user contains NUL or half a character');
  if (user.emails.some(({ address }) => address.length > emailCharactersMax))
    throw invalidUser(`An email address has at most ${emailCharactersMax} characters`);
  for (const identifier of identifiers) checkIdentifier(identifier);
  if (identifiers.filter(isCurrentPrimary).length !== 1)
    throw new VestibuleError('VST_IDENTIFIER_INVALID', 'A user has exactly one primary identifier', {
      userId: user.id,
    });
}

function checkIdentifier({ type, value, scope, key, note = '', id, userId }: DraftIdentifier): void {
  const fault = (message: string) => new VestibuleError('VST_IDENTIFIER_INVALID', message, { type, userId });
  if (![type, value, scope, key, note, id].every(isStorable))
    throw fault('An identifier contains NUL or half a character');
  if (key === '' || scope === '') throw fault('An identifier is empty');
  if (Buffer.byteLength(key) > keyBytesMax || value.length > 2 * identifierValueMax || isTooLong(value))
    throw fault(`An identifier has at most ${identifierValueMax} characters`);
}

const isTooLong = (value: string) => value.length > identifierValueMax && [...value].length > identifierValueMax;

/** The primary identifier itself, not a former one that was kept as an alias. */
export function isCurrentPrimary({ type, status }: { readonly type: string; readonly status: string }): boolean {
  return type === primaryType && (status === 'active' || status === 'inactive');
}

function invalidUser(message: string): VestibuleError {
  return new VestibuleError('VST_USER_INVALID', message);
}
