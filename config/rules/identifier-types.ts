import { checkSchemes } from '../../src/domain/check-digit.ts';
import { primaryType } from '../../src/domain/identifier.ts';
import type { ConfigPath, DataFault } from '../faults.ts';
import { type IdentifierPreset, identifierPresets } from '../identifier-presets.ts';
import { haveCommonText, takesCheckDigit } from '../pattern-language.ts';
import type { Rule } from '../rules.ts';
import { patternFault } from '../safe-pattern.ts';
import type { IdentifierTypeConfig } from '../schema.ts';
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
  {
    name: 'patterns-meet-their-check-digit',
    check: perType(function* ({ pattern, checkDigit }, path) {
      if (pattern === undefined || checkDigit === undefined || patternFault(pattern) !== undefined) return;
      if (takesCheckDigit(pattern, checkSchemes[checkDigit])) return;
      yield {
        path: [...path, 'pattern'],
        message: `no value of this form has a right check digit of ${checkDigit}: there could be none at all`,
      };
    }),
  },
  {
    name: 'presets-are-not-contradicted',
    check: perType(function* (type, path) {
      if (type.preset !== undefined) yield* contradictions(type, identifierPresets[type.preset], path);
    }),
  },
];

/** A check of each type by itself, its preset filled in. */
function perType(
  check: (type: IdentifierTypeConfig, path: ConfigPath) => Iterable<DataFault>,
): (view: InstitutionView) => Iterable<DataFault> {
  return ({ identifierTypes }) =>
    identifierTypes.flatMap(({ value }, index) =>
      value === undefined ? [] : [...check(value, ['identifierTypes', index])],
    );
}

/** A preset may be narrowed (a pattern, record types) and worded anew; what makes it what it is stays. */
function* contradictions(type: IdentifierTypeConfig, preset: IdentifierPreset, path: ConfigPath): Generator<DataFault> {
  const named = `preset ${type.preset}`;
  const hint = `leave it to the preset, or leave "preset" out`;
  if (preset.issuer !== undefined && type.issuer !== preset.issuer) {
    yield { path: [...path, 'issuer'], message: `${named} is bound to the issuer ${preset.issuer}`, hint };
  }
  if (preset.checkDigit !== undefined && type.checkDigit !== preset.checkDigit) {
    yield {
      path: [...path, 'checkDigit'],
      message: `values of ${named} have the check digit ${preset.checkDigit}`,
      hint,
    };
  }
  if (preset.folding?.caseSensitive === true && type.folding?.caseSensitive !== true) {
    const key = type.folding === undefined ? 'uniqueness' : 'folding';
    const message = `values of ${named} that differ in case only are different people's, and this compares them without case`;
    yield { path: [...path, key], message, hint };
  }
  const { pattern = preset.pattern } = type;
  if (patternFault(pattern) === undefined && !haveCommonText(pattern, preset.pattern)) {
    const message = `no value of ${named} has this form (they have ${preset.pattern})`;
    yield { path: [...path, 'pattern'], message, hint };
  }
}
