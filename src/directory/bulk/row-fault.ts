// Why a row was not taken, for the report.
import { VestibuleError } from '../../domain/errors.ts';
import type { FaultCode } from '../fault.ts';
import type { RawRecord } from '../reading/broken-file.ts';
import type { Rejection } from '../rejection.ts';

const codes: Readonly<Partial<Record<string, FaultCode>>> = {
  VST_IDENTIFIER_TAKEN: 'taken',
  VST_IDENTIFIER_UNKNOWN: 'identifier-unknown',
  VST_IDENTIFIER_INVALID: 'value-invalid',
  VST_USER_UNKNOWN: 'user-unknown',
  VST_FIELD_LOCKED: 'locked',
  VST_FIELD_MISSING: 'field-missing',
  VST_NOT_ALLOWED: 'not-allowed',
};

export interface RowFault {
  readonly code: FaultCode;
  readonly reason: string;
}

/** @throws what is wrong with more than this row */
export function faultOf(error: unknown): RowFault {
  const code = error instanceof VestibuleError ? codes[error.code] : undefined;
  if (code === undefined) throw error;
  return { code, reason: `${(error as VestibuleError).message}.` };
}

/** @param name what the row says of the user, as it was written */
export function rejected(
  { number, line }: Pick<RawRecord, 'number' | 'line'>,
  name: string,
  fault: RowFault,
): Rejection {
  return { record: number, line, primaryIdentifier: name === '' ? undefined : name.slice(0, 255), ...fault };
}
