// What an institution's configuration says of identifiers, made ready for use once.
import type { InstitutionConfig } from '../../config/schema.ts';
import { type CheckDigit, meetsCheckDigit } from '../domain/check-digit.ts';
import { type IdentifierKey, pooledScope, primaryType, type Segment } from '../domain/identifier.ts';
import type { RecordType } from '../domain/user.ts';
import { identifierValueFault } from './characters.ts';
import type { Fault } from './fault.ts';
import { type FoldingTable, keyOf } from './folding.ts';

export interface IdentifierRules {
  readonly table: FoldingTable;
  readonly types: ReadonlyMap<string, TypeRule>;
}

export interface TypeRule {
  readonly recordTypes: readonly RecordType[];
  readonly pattern: RegExp | undefined;
  readonly checkDigit: CheckDigit | undefined;
  readonly internalOnly: boolean;
  readonly hiddenFromStaff: boolean;
}

export function foldingTableOf(institution: Pick<InstitutionConfig, 'folding' | 'identifierTypes'>): FoldingTable {
  return {
    pool: institution.folding,
    types: new Map(institution.identifierTypes.map(({ code, uniqueness, folding }) => [code, { uniqueness, folding }])),
  };
}

export function identifierRules(institution: Pick<InstitutionConfig, 'folding' | 'identifierTypes'>): IdentifierRules {
  return {
    table: foldingTableOf(institution),
    types: new Map(
      institution.identifierTypes
        .filter(({ code }) => code !== primaryType && code !== pooledScope)
        .map(({ code, recordTypes, pattern, checkDigit, internalOnly, hiddenFromStaff }) => [
          code,
          { recordTypes, pattern: wholeExpression(pattern), checkDigit, internalOnly, hiddenFromStaff },
        ]),
    ),
  };
}

/** As a value is matched against a pattern of the configuration: as a whole. */
function wholeExpression(pattern: string | undefined): RegExp | undefined {
  return pattern === undefined ? undefined : new RegExp(`^(?:${pattern})$`, 'u');
}

/**
 * What is wrong with one additional identifier of a user of this record type, apart from who else may hold it. The
 * message says which rule.
 *
 * @param segment as it is to be written; without one it is taken as internal
 */
export function identifierFault(
  rules: IdentifierRules,
  { type, value, segment }: { readonly type: string; readonly value: string; readonly segment?: Segment | undefined },
  recordType: RecordType,
): Omit<Fault, 'path'> | undefined {
  const rule = rules.types.get(type);
  if (recordType === 'contact')
    return { code: 'contact-identifier', message: 'A contact has no additional identifiers.' };
  if (rule === undefined)
    return {
      code: 'identifier-type-unknown',
      message: `The institution has no identifier type ${JSON.stringify(type)}.`,
    };
  if (!rule.recordTypes.includes(recordType))
    return {
      code: 'identifier-type-not-for-record',
      message: `Identifiers of type ${type} are not for ${recordType} users.`,
    };
  if (rule.internalOnly && segment === 'external')
    return {
      code: 'identifier-internal-only',
      message: `Values of type ${type} are the library's own and come from no other system (its segment is "internal").`,
    };
  return valueFault(rules, type, value) ?? formFault(rules, rule, type, value);
}

/** What the type's own rules, pattern and check digit, say of a value. */
function formFault(
  { table }: IdentifierRules,
  { pattern, checkDigit }: TypeRule,
  type: string,
  value: string,
): Omit<Fault, 'path'> | undefined {
  if (pattern?.test(value) === false)
    return { code: 'identifier-pattern', message: `The value does not have the form that type ${type} asks for.` };
  if (checkDigit === undefined) return undefined;
  const isCompatible = (table.types.get(type)?.folding ?? table.pool).compatibility;
  return meetsCheckDigit(checkDigit, isCompatible ? value.normalize('NFKC') : value)
    ? undefined
    : {
        code: 'identifier-check-digit',
        message: `The check digit of the value is wrong: type ${type} asks for ${checkDigit}. Look for a mistyped digit.`,
      };
}

/** What is wrong with the characters of a value, or with the key they fold to. */
export function valueFault(rules: IdentifierRules, type: string, value: string): Omit<Fault, 'path'> | undefined {
  const fault = identifierValueFault(value);
  if (fault !== undefined) return { code: 'value-invalid', message: `The value ${fault}.` };
  return keyOf(rules.table, type, value).key === ''
    ? { code: 'value-invalid', message: 'Nothing of the value is left to compare it by.' }
    : undefined;
}

/** A scope and key as one text, to find equals by. */
export function placeOf({ scope, key }: IdentifierKey): string {
  return `${scope}\n${key}`;
}
