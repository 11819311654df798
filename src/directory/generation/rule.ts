// How identifiers are generated: a rule of the institution for the primary identifier or for one type. A rule is taken
// only when every value that it can give is a good one of its type.
import { z } from 'zod';
import { takesAll } from '../../../config/pattern-language.ts';
import type { InstitutionConfig } from '../../../config/schema.ts';
import { type CheckDigit, type CheckScheme, checkDigits, checkSchemes } from '../../domain/check-digit.ts';
import { primaryType } from '../../domain/identifier.ts';

/** No vowels, and none of the letters and digits that are taken for one another: nothing to misread, no words. */
const unambiguous = '2346789BCDFGHJKMPQRTVWXY';
const digits = '0123456789';

const alphabet = z.union(
  [
    z.enum(['digits', 'unambiguous']),
    z.strictObject({
      characters: z.string().regex(/^[0-9A-Za-z]{2,62}$/, 'at least two letters or digits (A to Z, a to z, 0 to 9)'),
    }),
  ],
  { error: 'digits, unambiguous, or { characters: … }' },
);

export const generationRule = z
  .strictObject({
    prefix: z
      .string()
      .regex(/^[0-9A-Za-z._/-]{0,40}$/, 'up to 40 letters (A to Z, a to z), digits and . _ / -')
      .default('')
      .describe('What every value begins with.'),
    length: z.number().int().min(1).max(60).describe('Characters of a value, prefix and check digit included.'),
    alphabet: alphabet
      .default('digits')
      .describe(
        'What stands between prefix and check digit: `digits`; `unambiguous` (capital letters and digits of which none is taken for another); or `{ characters: … }`.',
      ),
    order: z
      .enum(['sequence', 'random'])
      .describe('`sequence`: one after the other, each given once. `random`: any that nobody has, hard to guess.'),
    from: z
      .number()
      .int()
      .min(0)
      .max(Number.MAX_SAFE_INTEGER)
      .optional()
      .describe('First number of a sequence; 1 unless given.'),
    checkDigit: z
      .enum(checkDigits)
      .optional()
      .describe('How the end of a value follows from the rest; that of the identifier type unless given.'),
  })
  .refine(({ order, from }) => order === 'sequence' || from === undefined, {
    message: 'no "from" (only a sequence has a first number)',
    path: ['from'],
  });
export type GenerationRule = z.infer<typeof generationRule>;

/** What a generated value must be like. */
export interface RuleTarget {
  readonly pattern?: string | undefined;
  readonly checkDigit?: CheckDigit | undefined;
  readonly issuer?: string | undefined;
  readonly caseSensitive: boolean;
}

/**
 * @param type `primary` or the code of a type
 * @param primaryPattern the setting `primary_identifier_regex`
 * @returns undefined when the institution has no such type
 */
export function ruleTarget(
  { identifierTypes, folding }: Pick<InstitutionConfig, 'identifierTypes' | 'folding'>,
  type: string,
  primaryPattern?: string,
): RuleTarget | undefined {
  if (type === primaryType) return { pattern: primaryPattern, caseSensitive: folding.caseSensitive };
  const found = identifierTypes.find(({ code }) => code === type);
  return found && { ...found, caseSensitive: (found.folding ?? folding).caseSensitive };
}

/** A rule beside its type: what values are put together from. */
export interface ValuePlan {
  readonly prefix: string;
  readonly alphabet: string;
  /** Characters between prefix and check digit. */
  readonly bodyLength: number;
  readonly checkDigit: CheckDigit | undefined;
}

export function valuePlan(rule: GenerationRule, target: Pick<RuleTarget, 'checkDigit'>): ValuePlan {
  const { prefix, length } = rule;
  const checkDigit = rule.checkDigit ?? target.checkDigit;
  const checkLength = checkDigit === undefined ? 0 : checkSchemes[checkDigit].checkLength;
  return { prefix, alphabet: charactersOf(rule), bodyLength: length - prefix.length - checkLength, checkDigit };
}

function charactersOf({ alphabet }: GenerationRule): string {
  if (typeof alphabet !== 'string') return alphabet.characters;
  return alphabet === 'digits' ? digits : unambiguous;
}

/** Fewer would soon be used up. */
const randomValuesMin = 10_000;

/** Why a rule is not taken for its type, as a sentence without its end; undefined when all its values are good. */
export function ruleFault(rule: GenerationRule, target: RuleTarget): string | undefined {
  const plan = valuePlan(rule, target);
  const scheme = plan.checkDigit === undefined ? undefined : checkSchemes[plan.checkDigit];
  return typeFault(rule, target) ?? roomFault(rule, plan) ?? checkFault(rule, plan, scheme) ?? formFault(plan, target);
}

function typeFault({ checkDigit }: GenerationRule, target: RuleTarget): string | undefined {
  if (target.issuer !== undefined) return `Values of this type come from ${target.issuer} and are not generated`;
  if (target.checkDigit === undefined || (checkDigit ?? target.checkDigit) === target.checkDigit) return undefined;
  return `The identifier type has the check digit ${target.checkDigit}, and the rule would give it ${checkDigit}`;
}

function roomFault({ order, from = 1 }: GenerationRule, { alphabet, bodyLength }: ValuePlan): string | undefined {
  if (bodyLength < 1) return 'The length leaves no room between the prefix and the check digit';
  const values = alphabet.length ** bodyLength;
  if (order === 'random' && values < randomValuesMin) return `A random value needs more room: there would be ${values}`;
  return order === 'sequence' && from >= values
    ? `The sequence begins at ${from}, and there is room up to ${values - 1}`
    : undefined;
}

function checkFault(
  { length }: GenerationRule,
  { prefix, alphabet, checkDigit }: ValuePlan,
  scheme: CheckScheme | undefined,
): string | undefined {
  if (scheme === undefined) return undefined;
  if (scheme.length !== undefined && scheme.length !== length)
    return `Values with the check digit ${checkDigit} have ${scheme.length} characters`;
  const isRead = (character: string) => scheme.payload.includes(character.toUpperCase());
  const odd = Array.from(alphabet).find((character) => !isRead(character));
  if (odd !== undefined)
    return `The check digit ${checkDigit} cannot be worked out of "${odd}", which the alphabet has`;
  const alien = Array.from(prefix).find((sign) => !isRead(sign) && !(sign === '-' && scheme.passesSeparators));
  return alien && `The check digit ${checkDigit} cannot be worked out of "${alien}", which the prefix has`;
}

function formFault(plan: ValuePlan, { pattern, caseSensitive }: RuleTarget): string | undefined {
  const alphabet = caseSensitive ? plan.alphabet : plan.alphabet.toLowerCase();
  if (new Set(alphabet).size < alphabet.length) return 'The alphabet has a character twice: values would not differ';
  if (pattern === undefined) return undefined;
  const places = placesOf(plan);
  const taken = takesAll(pattern, places);
  if (taken === undefined) return 'The pattern is too complicated to tell whether every generated value meets it';
  return taken && samplesOf(places).every((sample) => wholePattern(pattern).test(sample))
    ? undefined
    : `Not every value would have the form that is asked for (${pattern}): one would be ${places.map(([first]) => first).join('')}`;
}

function wholePattern(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`, 'u');
}

/** The characters that may stand at each place of a value. */
function placesOf({ prefix, alphabet, bodyLength, checkDigit }: ValuePlan): readonly string[] {
  const scheme = checkDigit === undefined ? undefined : checkSchemes[checkDigit];
  const check = scheme === undefined ? [] : Array.from({ length: scheme.checkLength }, () => scheme.check);
  return [...prefix, ...Array.from({ length: bodyLength }, () => alphabet), ...check];
}

/** Every character once at every place: a pattern with classes that were read too wide is found out. */
function* samplesOf(places: readonly string[]): Generator<string> {
  const firsts = places.map(([first = '']) => first);
  for (const [index, characters] of places.entries())
    for (const character of characters) yield firsts.with(index, character).join('');
}
