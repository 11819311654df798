// The user whom a row names, found inside the change itself: a look-up before it could be out of date.
import { VestibuleError } from '../../domain/errors.ts';
import { type IdentifierKey, pooledScope, primaryType } from '../../domain/identifier.ts';
import type { HeldIdentifier, Known, UserRecord } from '../../domain/ports/changes.ts';
import { fold, keyOf, trimBlanks } from '../folding.ts';
import { type IdentifierRules, placeOf } from '../identifier-rules.ts';

/** As `namedUser` reads a name. */
export interface RowUser {
  readonly id: string | undefined;
  readonly type: string | undefined;
  readonly key: IdentifierKey;
  /** Types whose values name nobody. */
  readonly hiddenTypes: readonly string[];
}

const internalId = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function rowUser(rules: IdentifierRules, name: string): RowUser {
  const id = internalId.test(name) ? name : undefined;
  const [, type = '', value = ''] = /^([^:]+):(.+)$/su.exec(name) ?? [];
  const isTyped = type === primaryType || rules.types.has(type);
  const hiddenTypes = [...rules.types].filter(([, rule]) => rule.hiddenFromStaff).map(([code]) => code);
  if (isTyped) return { id, type, key: keyOf(rules.table, type, value), hiddenTypes };
  return { id, type: undefined, key: keyOf(rules.table, primaryType, name), hiddenTypes };
}

/** @throws VestibuleError VST_USER_UNKNOWN */
export function userOf(known: Known, { id, type, key, hiddenTypes }: RowUser, name: string): UserRecord {
  const byId = id === undefined ? undefined : known.record(id);
  if (byId !== undefined) return byId;
  const holder = known.holder(key);
  const isNamed =
    holder !== undefined &&
    !isOver(holder) &&
    holder.userId !== '' &&
    !hiddenTypes.includes(holder.type) &&
    (type === undefined || holder.type === type);
  const record = isNamed ? known.record(holder.userId) : undefined;
  if (record === undefined) throw new VestibuleError('VST_USER_UNKNOWN', `No user is called ${JSON.stringify(name)}`);
  return record;
}

export function isOver({ status }: Pick<HeldIdentifier, 'status'>): boolean {
  return status === 'retired' || status === 'held';
}

/** Where a value of a type may stand. Of a type that is no longer configured nobody knows by which rule it was folded. */
export function placesOf(rules: IdentifierRules, type: string, value: string): readonly IdentifierKey[] {
  const own = keyOf(rules.table, type, value);
  if (type === primaryType || rules.types.has(type)) return [own];
  const asWritten = { scope: type, key: trimBlanks(value.normalize('NFC')) };
  return [own, asWritten, { scope: pooledScope, key: fold(value, rules.table.pool) }];
}

/** @throws VestibuleError VST_IDENTIFIER_UNKNOWN */
export function identifierOf(known: Known, rules: IdentifierRules, type: string, value: string): HeldIdentifier {
  const found = placesOf(rules, type, value)
    .map((key) => known.holder(key))
    .find((holder) => holder?.type === type && holder.userId !== '');
  if (found !== undefined) return found;
  throw new VestibuleError('VST_IDENTIFIER_UNKNOWN', `No user has this identifier of type ${type}`, { type });
}

/** The rules, with a type that is no longer configured as it was when this identifier was written. */
export function rulesFor(rules: IdentifierRules, { type, scope, value, key }: HeldIdentifier): IdentifierRules {
  if (placeOf(keyOf(rules.table, type, value)) === placeOf({ scope, key })) return rules;
  const folding = { caseSensitive: true, compatibility: false };
  const former = scope === pooledScope ? { uniqueness: 'pooled' as const } : { uniqueness: 'type' as const, folding };
  return { ...rules, table: { ...rules.table, types: new Map([...rules.table.types, [type, former]]) } };
}
