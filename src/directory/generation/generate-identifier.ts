// A value that nobody has, by the institution's rule for the primary identifier or for a type.
import { VestibuleError } from '../../domain/errors.ts';
import { primaryType } from '../../domain/identifier.ts';
import type { Directory } from '../deps.ts';
import { keyOf } from '../folding.ts';
import type { Settings } from '../settings/schema.ts';
import { settingsOf } from '../settings/settings-of.ts';
import { type GenerationRule, ruleFault, ruleTarget, type ValuePlan, valuePlan } from './rule.ts';
import { randomBody, sequenceBody, valueOf } from './value.ts';

/** A sequence may have to pass over many values that were typed or imported; chance that fails so often has no room left. */
const triesMax = { sequence: 200, random: 30 } as const;
/** Values looked up at once. */
const lookedUpAtOnce = 10;

type Generating = Pick<Directory, 'institution' | 'rules' | 'users' | 'settings' | 'random'>;

/**
 * The rule for a type, if the institution has set one that its types still allow.
 *
 * @throws VestibuleError VST_GENERATION_FAILED for one that they do not allow any more
 */
export function generationRuleOf(
  { institution }: Pick<Directory, 'institution'>,
  settings: Settings,
  type: string,
): { readonly rule: GenerationRule; readonly plan: ValuePlan } | undefined {
  const rule = settings.generation[type];
  if (rule === undefined) return undefined;
  const target = ruleTarget(institution, type, settings.primaryIdentifierPattern?.pattern);
  if (target === undefined) throw failed(type, 'The institution has no such type');
  const fault = ruleFault(rule, target);
  if (fault !== undefined) throw failed(type, fault);
  return { rule, plan: valuePlan(rule, target) };
}

/**
 * A good value of the type that nobody has now. It is nobody's until it is written: another one may be faster, so the
 * caller asks again when it turns out to be taken. A number of a sequence is given once, used or not.
 *
 * @param type `primary` or the code of a type
 * @throws VestibuleError VST_GENERATION_FAILED without a rule, or when no free value was found
 */
export async function generateIdentifier(directory: Generating, type: string, settings?: Settings): Promise<string> {
  const found = generationRuleOf(directory, settings ?? (await settingsOf(directory)), type);
  if (found === undefined) throw failed(type, 'There is no rule for it');
  const { rule, plan } = found;
  for (let tries = 0; tries < triesMax[rule.order]; ) {
    // The first value is free as a rule; only where it is not are more looked up at once.
    const candidates = await candidatesFor(directory, type, rule, plan, tries === 0 ? 1 : lookedUpAtOnce);
    const free = await firstFree(directory, type, candidates);
    if (free !== undefined) return free;
    tries += candidates.length;
  }
  const what = rule.order === 'sequence' ? 'Set its next number behind them' : 'Make its values longer';
  throw failed(type, `The next ${triesMax[rule.order]} values are in use. ${what}`);
}

/** Of a sequence one at a time: a number that is fetched is spent. */
async function candidatesFor(
  { institution, settings, random }: Generating,
  type: string,
  rule: GenerationRule,
  plan: ValuePlan,
  count: number,
): Promise<readonly string[]> {
  if (rule.order === 'random') return Array.from({ length: count }, () => made(type, plan, randomBody(plan, random)));
  const number = await settings.nextNumber(institution.slug, type, rule.from ?? 1);
  const body = sequenceBody(plan, number);
  if (body === undefined) throw failed(type, `The sequence is at its end: ${number} is too long for its length`);
  return [made(type, plan, body)];
}

function made(type: string, plan: ValuePlan, body: string): string {
  const value = valueOf(plan, body);
  if (value === undefined) throw failed(type, 'Its check digit cannot be worked out');
  return value;
}

async function firstFree(
  { institution, rules, users }: Generating,
  type: string,
  values: readonly string[],
): Promise<string | undefined> {
  const keys = values.map((value) => keyOf(rules.table, type, value));
  const taken = new Set((await users.holdings(institution.slug, keys)).map(({ key }) => key));
  return values.find((_, index) => !taken.has(keys[index]?.key ?? ''));
}

function failed(type: string, why: string): VestibuleError {
  const what = type === primaryType ? 'primary identifier' : `identifier of type ${type}`;
  return new VestibuleError('VST_GENERATION_FAILED', `No ${what} can be generated. ${why.replace(/\.$/, '')}`, {
    type,
  });
}
