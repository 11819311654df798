// What an institution's configuration says of identifiers, made ready for use once.
import type { InstitutionConfig } from '../../config/schema.ts';
import { type IdentifierKey, pooledScope, primaryType } from '../domain/identifier.ts';
import type { RecordType } from '../domain/user.ts';
import { identifierValueFault } from './characters.ts';
import type { Fault } from './fault.ts';
import { type FoldingTable, keyOf } from './folding.ts';

export interface IdentifierRules {
  readonly table: FoldingTable;
  readonly types: ReadonlyMap<string, TypeRule>;
}

interface TypeRule {
  readonly recordTypes: readonly RecordType[];
  readonly pattern: RegExp | undefined;
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
        .map(({ code, recordTypes, pattern }) => [
          code,
          { recordTypes, pattern: pattern === undefined ? undefined : new RegExp(`^(?:${pattern})$`, 'u') },
        ]),
    ),
  };
}

/** What is wrong with one additional identifier of a user of this record type, apart from who else may hold it. */
export function identifierFault(
  rules: IdentifierRules,
  { type, value }: { readonly type: string; readonly value: string },
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
  const fault = valueFault(rules, type, value);
  if (fault !== undefined) return fault;
  return rule.pattern?.test(value) === false
    ? { code: 'identifier-pattern', message: `The value does not have the form that type ${type} asks for.` }
    : undefined;
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
