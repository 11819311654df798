// Turns what Zod found into faults an operator can mend: in plain words, at the right key, with what was probably meant.
import type { z } from 'zod';
import type { ConfigPath, DataFault } from './faults.ts';
import { knownKeys, type Outline } from './schema-outline.ts';
import { didYouMean } from './suggest.ts';

type Issue = z.core.$ZodIssue;

const zodWords = /^(Invalid|Too |Unrecognized)/;
const formats: Readonly<Record<string, string>> = { url: 'a URL', email: 'an email address' };

export function explainIssues(issues: readonly Issue[], outline: Outline, data: unknown): readonly DataFault[] {
  return issues.flatMap((issue) => explain(issue, [], outline, data));
}

function explain(issue: Issue, above: ConfigPath, outline: Outline, data: unknown): readonly DataFault[] {
  const path = [...above, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
  const value = valueAt(data, path);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeys(outline, data, path);
      return issue.keys.map((key) => ({
        path: [...path, key],
        at: 'key',
        message: `unknown key "${key}"`,
        hint:
          didYouMean(key, known) ?? (known.length > 0 && known.length <= 12 ? `known: ${known.join(', ')}` : undefined),
      }));
    }
    case 'invalid_type':
      return [typeFault(path, value, issue.expected)];
    case 'invalid_value': {
      const expected = oneOf(issue.values.map(String));
      if (value === undefined) return [missing(path, expected)];
      const hint = typeof value === 'string' ? didYouMean(value, issue.values.map(String)) : undefined;
      return [{ path, message: `${shown(value)}expected ${expected}`, hint }];
    }
    case 'invalid_union':
      return unionFaults(issue, path, value, outline, data);
    case 'too_small':
    case 'too_big':
      return [{ path, message: `expected ${boundOf(issue)}` }];
    case 'invalid_key':
      return issue.issues.map(({ message }) => ({ path, at: 'key', message: `expected as key ${message}` }));
    case 'invalid_format':
      return [{ path, message: `${shownFormat(issue, value)}expected ${formatWords(issue)}` }];
    default:
      return [{ path, message: `expected ${issue.message}` }];
  }
}

/** Of several alternatives the one that was meant, if the data says so; else what the alternatives are. */
function unionFaults(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: ConfigPath,
  value: unknown,
  outline: Outline,
  data: unknown,
): readonly DataFault[] {
  if (issue.discriminator !== undefined) {
    const options = ('options' in issue && Array.isArray(issue.options) ? issue.options : []).map(String);
    if (value === undefined) return [missing(path, oneOf(options))];
    const hint = typeof value === 'string' ? didYouMean(value, options) : undefined;
    return [{ path, message: `${shown(value)}expected ${oneOf(options)}`, hint }];
  }
  const meant = issue.errors.filter((inner) => inner.every((one) => isDeeper(one) || one.code === 'invalid_format'));
  const only = meant.length === 1 ? meant[0] : undefined;
  if (only !== undefined) return only.flatMap((one) => explain(one, path, outline, data));
  const expected = zodWords.test(issue.message) ? 'another value' : issue.message;
  if (value === undefined) return [missing(path, expected)];
  const words = issue.errors.flat().flatMap((one) => (one.code === 'invalid_value' ? one.values.map(String) : []));
  const hint = typeof value === 'string' ? didYouMean(value, words) : undefined;
  return [{ path, message: `${shown(value)}expected ${expected}`, hint }];
}

/** The alternative took the value as such; what it minds lies inside. A key it does not know tells of another one. */
function isDeeper(issue: Issue): boolean {
  const isMissing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  return issue.path.length > 0 && !isMissing;
}

function typeFault(path: ConfigPath, value: unknown, expected: string): DataFault {
  const words = typeWords[expected] ?? expected;
  if (value === undefined) return missing(path, words);
  const isUnquoted = expected === 'string' && (typeof value === 'number' || typeof value === 'boolean');
  return {
    path,
    message: `${value === null ? 'nothing stands here: ' : `found ${kindOf(value)}, `}expected ${words}`,
    hint: isUnquoted ? 'write it in quotes' : undefined,
  };
}

function missing(path: ConfigPath, expected: string): DataFault {
  const key = path.at(-1);
  return { path, message: `${typeof key === 'string' ? `"${key}"` : 'it'} is missing: expected ${expected}` };
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of keys',
  record: 'a group of keys',
};

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a group of keys';
  if (typeof value === 'string') return 'a text';
  if (typeof value === 'number') return 'a number';
  return value === true ? 'true' : 'false';
}

function boundOf(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string {
  const isLeast = issue.code === 'too_small';
  const bound = Number(isLeast ? issue.minimum : issue.maximum);
  const words = isLeast ? 'at least' : 'at most';
  if (issue.origin === 'string')
    return isLeast && bound === 1 ? 'a text that is not empty' : `${words} ${bound} characters`;
  if (issue.origin === 'array') return `${words} ${bound} ${bound === 1 ? 'entry' : 'entries'}`;
  return `${words} ${bound}`;
}

function formatWords(issue: Extract<Issue, { code: 'invalid_format' }>): string {
  if (!zodWords.test(issue.message)) return issue.message;
  if ('includes' in issue && typeof issue.includes === 'string') return `a text with "${issue.includes}" in it`;
  return formats[issue.format] ?? 'another form';
}

/** What stands there is shown where it helps; never where a secret may stand in place of its reference. */
function shownFormat(issue: Issue, value: unknown): string {
  return issue.message.startsWith('a reference') ? '' : shown(value);
}

function shown(value: unknown): string {
  const isShort =
    typeof value === 'number' || typeof value === 'boolean' || (typeof value === 'string' && value.length <= 60);
  return isShort ? `found ${JSON.stringify(value)}, ` : '';
}

function oneOf(options: readonly string[]): string {
  if (options.length === 1) return options[0] ?? '';
  return `one of ${options.join(', ')}`;
}

export function valueAt(data: unknown, path: ConfigPath): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}
