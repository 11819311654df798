// Everything that is wrong with what somebody entered, told at once: the error's message names each place, and programs
// read the faults off the error.
import { type ErrorCode, type ErrorDetail, VestibuleError } from '../../domain/errors.ts';
import type { Fault, FaultCode } from '../fault.ts';

/** @param faults at least one; the first gives the code */
export function refusedInput(faults: readonly Fault[], detail: ErrorDetail = {}): VestibuleError {
  const missing = faults.filter(({ code }) => code === 'field-missing').map(({ path }) => path);
  return new VestibuleError(
    errorCodeOf(faults[0]),
    faults.map(told).join(' ').replace(/\.$/, ''),
    { faults: faults.length, ...(missing.length > 0 && { missing: missing.join(', ') }), ...detail },
    { cause: new Faults(faults) },
  );
}

/** The faults an operation refused its input for, each with its path; empty where it was refused for another reason. */
export function faultsIn(error: unknown): readonly Fault[] {
  return error instanceof VestibuleError && error.cause instanceof Faults ? error.cause.faults : [];
}

class Faults {
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    this.faults = faults;
  }
}

function told({ path, message }: Fault): string {
  return path === '' ? message : `${path}: ${message}`;
}

const nameless: Fault = { path: '', code: 'malformed', message: 'This is no user.' };

const ofIdentifiers: readonly FaultCode[] = [
  'contact-identifier',
  'identifier-type-unknown',
  'identifier-type-not-for-record',
  'identifier-pattern',
  'identifier-check-digit',
  'identifier-internal-only',
  'identifier-duplicate',
];

function errorCodeOf({ code, path }: Fault = nameless): ErrorCode {
  if (code === 'taken') return 'VST_IDENTIFIER_TAKEN';
  if (code === 'field-missing' && path !== '') return 'VST_FIELD_MISSING';
  return path === 'primaryIdentifier' || ofIdentifiers.includes(code) ? 'VST_IDENTIFIER_INVALID' : 'VST_USER_INVALID';
}
