// From an assertion to the values that are looked up: read, then transformed, each step told.
import type { Assertion } from '../domain/assertion.ts';
import { identifierValueMax } from '../domain/identifier.ts';
import type { MatchRule, MatchSource, MatchTransform } from '../domain/match-rule.ts';
import type { TraceStep } from '../domain/resolution.ts';

/** An upstream that sends more values than this for one attribute is not believed to mean one person. */
const valuesMax = 20;

export interface ReadValues {
  /** Transformed, without duplicates; empty when the assertion has nothing to read. */
  readonly values: readonly string[];
  readonly steps: readonly TraceStep[];
}

export function readValues(assertion: Assertion, rule: MatchRule): ReadValues {
  const source = describeSource(rule.from);
  const raw = rawValues(assertion, rule.from);
  const steps: TraceStep[] = [];
  const usable = raw.slice(0, valuesMax).filter(isUsable);
  steps.push({ type: 'read', source, values: usable });
  if (raw.length > valuesMax) {
    steps.push({
      type: 'checked',
      check: 'number of values',
      passed: false,
      detail: `${raw.length}, at most ${valuesMax}`,
    });
    return { values: [], steps };
  }
  if (usable.length < raw.length) {
    const detail = `${raw.length - usable.length} empty, longer than ${identifierValueMax} characters, or with control characters`;
    steps.push({ type: 'checked', check: 'form of the values', passed: false, detail });
  }
  const values = new Set<string>();
  for (const value of usable) {
    const result = transform(value, rule.transform, steps);
    if (result !== undefined && result.trim() !== '') values.add(result);
  }
  return { values: [...values], steps };
}

export function describeSource(source: MatchSource): string {
  switch (source.type) {
    case 'subject':
      return 'subject';
    case 'attribute':
      return `attribute ${source.name}`;
    case 'verified-email':
      return 'verified email';
  }
}

function rawValues(assertion: Assertion, source: MatchSource): readonly string[] {
  switch (source.type) {
    case 'subject':
      return assertion.subject === '' ? [] : [assertion.subject];
    case 'attribute':
      return Object.hasOwn(assertion.attributes, source.name) ? (assertion.attributes[source.name] ?? []) : [];
    case 'verified-email':
      return assertion.verifiedEmails;
  }
}

function isUsable(value: string): boolean {
  const units = value.length;
  // Characters are counted only where the number of UTF-16 units leaves it open.
  const fits =
    units <= identifierValueMax || (units <= 2 * identifierValueMax && [...value].length <= identifierValueMax);
  return fits && value.trim() !== '' && !/\p{Cc}/u.test(value);
}

function transform(value: string, rules: readonly MatchTransform[], steps: TraceStep[]): string | undefined {
  let current: string | undefined = value;
  for (const rule of rules) {
    const before: string = current;
    current = applyOne(before, rule);
    steps.push({ type: 'transformed', rule: describeTransform(rule), value: before, result: current });
    if (current === undefined) return undefined;
  }
  return current;
}

function applyOne(value: string, rule: MatchTransform): string | undefined {
  switch (rule.type) {
    case 'trim':
      return value.trim();
    case 'lowercase':
      return value.toLowerCase();
    case 'uppercase':
      return value.toUpperCase();
    case 'strip-scope': {
      const at = value.lastIndexOf('@');
      return at > 0 && rule.scopes.includes(value.slice(at + 1).toLowerCase()) ? value.slice(0, at) : undefined;
    }
    case 'pattern':
      return new RegExp(`^(?:${rule.pattern})$`, 'u').exec(value)?.[1];
  }
}

function describeTransform(rule: MatchTransform): string {
  if (rule.type === 'strip-scope') return `strip scope ${rule.scopes.join(', ')}`;
  return rule.type === 'pattern' ? `pattern ${rule.pattern}` : rule.type;
}
