// The user whom somebody names: staff at a desk, a row of a file, the operator at the command line.
import { VestibuleError } from '../domain/errors.ts';
import { primaryType } from '../domain/identifier.ts';
import type { UserSummary } from '../domain/user.ts';
import type { Directory } from './deps.ts';
import { keyOf } from './folding.ts';

/** Longer than any type with any value. */
const nameMax = 1000;
const internalId = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * By internal id, by `TYPE:VALUE` where TYPE is an identifier type (or `primary`), else by any pooled identifier: former
 * primary ones too, in whatever status short of retired and held. A value of a type that is hidden from staff names nobody.
 *
 * @throws VestibuleError VST_USER_UNKNOWN
 */
export async function namedUser(
  { institution: { slug }, rules, users }: Pick<Directory, 'institution' | 'rules' | 'users'>,
  name: string,
): Promise<UserSummary> {
  const text = name.trim();
  if (text.length > nameMax) throw new VestibuleError('VST_USER_UNKNOWN', 'No user has a name as long as this');
  const byId = internalId.test(text) ? await users.summary(slug, text) : undefined;
  if (byId !== undefined) return byId;
  const [, type = '', value = ''] = /^([^:]+):(.+)$/su.exec(text) ?? [];
  const isTyped = type === primaryType || rules.types.has(type);
  const key = isTyped ? keyOf(rules.table, type, value) : keyOf(rules.table, primaryType, text);
  const holdings = await users.holdings(slug, [key]);
  const found = holdings.find(
    ({ identifier }) =>
      identifier.status !== 'retired' &&
      identifier.status !== 'held' &&
      (!isTyped || identifier.type === type) &&
      rules.types.get(identifier.type)?.hiddenFromStaff !== true,
  );
  if (found === undefined) throw new VestibuleError('VST_USER_UNKNOWN', `No user is called ${JSON.stringify(name)}`);
  return found.user;
}
