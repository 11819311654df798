import { VestibuleError } from '../domain/errors.ts';
import { sqliteFault } from '../sqlite.ts';
import { LostRace } from './engine.ts';

/** PERM, READONLY, IOERR, CANTOPEN: the file is there for nobody right now. */
const unreachableCodes = new Set([3, 8, 10, 14]);

/** What an error of node:sqlite means to the caller of the store. Others are given back as they are. */
export function fromSqlite(error: unknown): unknown {
  const fault = sqliteFault(error);
  switch (fault) {
    case 'full':
      return new VestibuleError('VST_STORE_FULL', 'The disk with the records is full', {}, { cause: error });
    case 'corrupt':
      return new VestibuleError('VST_STORE_CORRUPT', 'A file of the records is damaged', {}, { cause: error });
    case 'busy':
      return unavailable('The records are locked by another process', error);
    case 'unique':
      return new LostRace(error);
    case 'constraint':
      return new VestibuleError('VST_USER_INVALID', 'The record breaks a rule of the database', {}, { cause: error });
    case 'other':
      return isUnreachable(error) ? unavailable('The records cannot be read or written', error) : error;
    case undefined:
      if (isClosed(error)) return unavailable('The records are closed', error);
      return isOfTheSystem(error) ? fromSystem(error) : error;
  }
}

/** The file is made before SQLite opens it, so a directory or file that may not be written to shows there. */
function fromSystem(error: NodeJS.ErrnoException): VestibuleError {
  return error.code === 'ENOSPC'
    ? new VestibuleError('VST_STORE_FULL', 'The disk with the records is full', {}, { cause: error })
    : unavailable(`The records cannot be opened: ${error.message}`, error);
}

function isOfTheSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

function unavailable(message: string, cause: unknown): VestibuleError {
  return new VestibuleError('VST_STORE_UNAVAILABLE', message, {}, { cause });
}

function isUnreachable(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && unreachableCodes.has(Number(error.errcode) & 0xff);
}

function isClosed(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_STATE';
}
