import { primaryType } from '../../src/domain/identifier.ts';
import type { Rule } from '../rules.ts';
import type { InstitutionView } from '../view.ts';
import { duplicates } from './duplicates.ts';

/** Words of match rules and of the store: a type of that name could not be told from them. */
const reservedCodes: readonly string[] = [primaryType, 'any', 'pooled'];

export const identifierTypeRules: readonly Rule<InstitutionView>[] = [
  {
    name: 'identifier-type-codes-unique',
    check: ({ identifierTypes }) =>
      duplicates(
        identifierTypes.map(({ name }, index) => ({ name, path: ['identifierTypes', index, 'code'] })),
        'identifier type',
      ),
  },
  {
    name: 'identifier-type-codes-not-reserved',
    *check({ identifierTypes }) {
      for (const [index, { name }] of identifierTypes.entries()) {
        if (name === undefined || !reservedCodes.includes(name)) continue;
        yield {
          path: ['identifierTypes', index, 'code'],
          message: `"${name}" has a meaning of its own in match rules: take another code`,
        };
      }
    },
  },
];
