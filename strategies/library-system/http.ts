// Calls to a library system that speaks JSON. What was sent never stands in an error: it may hold a password.
import { VestibuleError } from '../../src/domain/errors.ts';
import type { Outbound } from '../../src/domain/ports/outbound.ts';
import type { StrategyFailure } from '../../src/domain/strategy.ts';

export interface JsonAnswer {
  readonly status: number;
  /** Undefined when it is no JSON object. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

export interface JsonCall {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** All calls of one check, under one deadline. */
export type AskJson = (call: JsonCall) => Promise<JsonAnswer>;

export function askWithin(outbound: Outbound, timeoutMs: number): AskJson {
  const signal = AbortSignal.timeout(timeoutMs);
  return async ({ url, method, headers, body }) => {
    const accept = { accept: 'application/json', ...headers };
    try {
      const response = await outbound.fetch(url, {
        method,
        headers: accept,
        signal,
        ...(body === undefined ? {} : { body }),
      });
      return { status: response.status, body: objectIn(await response.text()) };
    } catch (error) {
      if (error instanceof VestibuleError) throw error;
      throw new VestibuleError('VST_UPSTREAM_UNREACHABLE', `The call to ${new URL(url).host} could not be made`);
    }
  };
}

function objectIn(text: string): JsonAnswer['body'] {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `path` behind an address that may have one of its own. */
export function under(address: string, path: string): string {
  return `${address.replace(/\/+$/, '')}/${path}`;
}

/** Undefined for a text that would not stay one segment of a path (RFC 3986 section 5.2.4: `.` and `..` vanish). */
export function pathSegment(text: string): string | undefined {
  return text === '.' || text === '..' ? undefined : encodeURIComponent(text);
}

/** RFC 7617, in UTF-8. */
export function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}

/** The system answered, and not in a way it is known to: nobody can say whether the password is right. */
export function unexpected(what: string, { status, body }: JsonAnswer, code?: string): StrategyFailure {
  const said = code === undefined ? '' : `, ${code}`;
  return { type: 'unreachable', detail: `${what}: status ${status}${said}${body === undefined ? ', no JSON' : ''}` };
}

/** A word that the other side gave as a code, fit for a trace. */
export function codeIn(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w .-]{1,60}$/.test(value) ? value : undefined;
}
