// Logs are JSON lines, one an event, by allow-list: what is not named here cannot be logged.
import pino, { type DestinationStream } from 'pino';
import type { ErrorCode } from '../domain/errors.ts';

export interface LogFields {
  readonly code?: ErrorCode | undefined;
  readonly institution?: string | undefined;
  readonly profile?: string | undefined;
  readonly relyingParty?: string | undefined;
  readonly door?: string | undefined;
  /** Reference code of a trace. */
  readonly trace?: string | undefined;
  readonly outcome?: string | undefined;
  readonly method?: string | undefined;
  readonly status?: number | undefined;
  /** For the operator; made by our own code, never taken from a request. */
  readonly message?: string | undefined;
  readonly stack?: string | undefined;
  readonly file?: string | undefined;
  readonly count?: number | undefined;
  readonly url?: string | undefined;
}

const allowed: readonly (keyof LogFields)[] = [
  'code',
  'institution',
  'profile',
  'relyingParty',
  'door',
  'trace',
  'outcome',
  'method',
  'status',
  'message',
  'stack',
  'file',
  'count',
  'url',
];

export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

export function createLog(level: 'debug' | 'info' | 'warn' | 'error', destination?: DestinationStream): Log {
  const options = { level, base: null, messageKey: 'event', timestamp: pino.stdTimeFunctions.isoTime };
  const logger = destination === undefined ? pino(options) : pino(options, destination);
  return {
    info: (event, fields) => logger.info(only(fields), event),
    warn: (event, fields) => logger.warn(only(fields), event),
    error: (event, fields) => logger.error(only(fields), event),
  };
}

function only(fields: LogFields = {}): Record<string, unknown> {
  return Object.fromEntries(
    allowed.flatMap((name) => (fields[name] === undefined ? [] : [[name, clean(fields[name])] as const])),
  );
}

/** One line an event, whatever is in it; and never without end. */
function clean(value: string | number): string | number {
  return typeof value === 'string' ? value.slice(0, 2000) : value;
}
