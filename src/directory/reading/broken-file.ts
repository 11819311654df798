import { VestibuleError } from '../../domain/errors.ts';

/** Longest record in characters: what a file may make us hold at once. */
export const recordLengthMax = 1_048_576;

/** One record of a file, not yet judged. */
export interface RawRecord {
  /** Counted from 1. */
  readonly number: number;
  /** The line it begins on, counted from 1. */
  readonly line: number;
  readonly value: unknown;
  /** Set where the record itself cannot be read, but those after it can. */
  readonly fault?: string;
  /** It speaks only of the identifier types it names. */
  readonly isPartial?: boolean;
}

/** The file cannot be read any further. `line` counts from 1; `record` is the number of the last whole record. */
export function brokenFile(message: string, line: number, record: number): VestibuleError {
  return new VestibuleError('VST_USER_INVALID', message, { line, record });
}
