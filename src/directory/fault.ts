import type { z } from 'zod';

/** Why a record is not taken. Codes are stable: reports and scripts read them. */
export type FaultCode =
  | 'malformed'
  | 'field-missing'
  | 'field-unknown'
  | 'value-invalid'
  | 'date-invalid'
  | 'owning-system'
  | 'managed-here'
  | 'contact-identifier'
  | 'identifier-type-unknown'
  | 'identifier-type-not-for-record'
  | 'identifier-pattern'
  | 'identifier-check-digit'
  | 'identifier-internal-only'
  | 'identifier-duplicate'
  | 'preferred-twice'
  | 'repeated-in-file'
  | 'user-unknown'
  | 'identifier-unknown'
  | 'locked'
  | 'not-allowed'
  | 'not-eligible'
  | 'taken';

/** One thing that is wrong with a record. */
export interface Fault {
  /** Where, in the names of our own shape: `identifiers.0.value`; empty for the whole record. */
  readonly path: string;
  readonly code: FaultCode;
  /** A plain sentence, without the path. */
  readonly message: string;
}

type Issue = z.core.$ZodIssue;

/** The faults that a schema found, one sentence each. */
export function faultsOf(error: z.ZodError): readonly Fault[] {
  return error.issues.map((issue) => ({ path: issue.path.join('.'), ...worded(issue) }));
}

function worded(issue: Issue): Omit<Fault, 'path'> {
  switch (issue.code) {
    case 'unrecognized_keys':
      return { code: 'field-unknown', message: unknownFields(issue.keys) };
    case 'invalid_type':
      return issue.input === undefined
        ? { code: 'field-missing', message: 'This must be given.' }
        : { code: 'malformed', message: `This must be ${expectations[issue.expected] ?? issue.expected}.` };
    case 'invalid_value':
      return { code: 'value-invalid', message: `This must be one of ${issue.values.map(String).join(', ')}.` };
    case 'too_big':
      return { code: 'value-invalid', message: `This is longer than ${String(issue.maximum)}.` };
    case 'too_small':
      return { code: 'value-invalid', message: `This must have at least ${String(issue.minimum)}.` };
    case 'custom':
      return { code: customCode(issue.params), message: issue.message };
    default:
      return { code: 'value-invalid', message: issue.message };
  }
}

const expectations: Readonly<Record<string, string>> = {
  string: 'text in quotes (as a number it would lose its leading zeros)',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
};

function customCode(params: Readonly<Record<string, unknown>> | undefined): FaultCode {
  return params?.['code'] === 'date-invalid' ? 'date-invalid' : 'value-invalid';
}

function unknownFields(names: readonly string[]): string {
  if (names.includes('password')) return 'A password in plain text is not taken: give its hash as "passwordHash".';
  return `Not a field of a user: ${names.slice(0, 10).map(quoted).join(', ')}.`;
}

function quoted(name: string): string {
  return JSON.stringify(name.slice(0, 60));
}
