import { VestibuleError } from '../domain/errors.ts';
import { LostRace } from './engine.ts';

// SQLSTATE, appendix A of the PostgreSQL manual.
const lostRaces = new Set(['23505', '40001', '40P01', '55P03']);
const damaged = new Set(['XX001', 'XX002']);

/** Classes after which a connection is of no use: lost, shut down, read-only after a failover, refused. */
const unavailableClasses = /^(08|57P|58|53|28|3D|25006|57014|42501)/;

/** What an error of pg means to the caller of the store. Errors that are not of the database are given back. */
export function fromPostgres(error: unknown): unknown {
  if (error instanceof VestibuleError || error instanceof LostRace || !(error instanceof Error)) return error;
  const state = sqlState(error);
  if (state === undefined) return isConnectionError(error) ? unavailable(error) : error;
  if (lostRaces.has(state)) return new LostRace(error);
  if (state === '53100')
    return new VestibuleError('VST_STORE_FULL', 'The disk of the database is full', { state }, { cause: error });
  if (damaged.has(state))
    return new VestibuleError('VST_STORE_CORRUPT', 'The database reports damaged data', { state }, { cause: error });
  if (state.startsWith('23'))
    return new VestibuleError(
      'VST_USER_INVALID',
      'The record breaks a rule of the database',
      { state },
      { cause: error },
    );
  return unavailableClasses.test(state) ? unavailable(error, state) : error;
}

/** Whether the connection that gave this error must not be used again. */
export function breaksConnection(error: unknown): boolean {
  const state = error instanceof Error ? sqlState(error) : undefined;
  return state === undefined || /^(08|57P|25006|58)/.test(state);
}

function sqlState(error: Error): string | undefined {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

// pg has no codes for what it finds out itself; the system's carry `syscall`.
const ownWords =
  /connection terminated|timeout|connection error|not queryable|closed|destroyed|pool after calling end/i;

function isConnectionError(error: Error): boolean {
  return 'syscall' in error || ownWords.test(error.message) || error instanceof AggregateError;
}

function unavailable(cause: Error, state?: string): VestibuleError {
  const why = cause.message === '' ? String((cause as { code?: unknown }).code) : cause.message;
  return new VestibuleError('VST_STORE_UNAVAILABLE', `The database does not answer: ${why}`, { state }, { cause });
}
