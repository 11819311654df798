// A response that goes nowhere and remembers what was said with it.
import type { Response } from 'express';

export interface CapturedAnswer {
  /** The `Location` of a 3xx answer. */
  readonly redirect: string | undefined;
}

/** @param answered called once, when the answer is ended */
export function captureResponse(answered: (answer: CapturedAnswer) => void): Response {
  const headers = new Map<string, string>();
  let ended = false;
  const end = (): void => {
    if (ended) return;
    ended = true;
    const redirected = response.statusCode >= 300 && response.statusCode < 400;
    answered({ redirect: redirected ? headers.get('location') : undefined });
  };
  const setHeader = (name: string, value: unknown): void => {
    headers.set(name.toLowerCase(), String(value));
  };
  const response = {
    statusCode: 200,
    locals: {},
    headersSent: false,
    setHeader,
    getHeader: (name: string) => headers.get(name.toLowerCase()),
    removeHeader: (name: string) => headers.delete(name.toLowerCase()),
    set: setHeader,
    header: setHeader,
    type: () => response,
    status(code: number) {
      response.statusCode = code;
      return response;
    },
    writeHead(code: number, fields: Record<string, unknown> = {}) {
      response.statusCode = code;
      for (const [name, value] of Object.entries(fields)) setHeader(name, value);
      return response;
    },
    redirect(...args: readonly (number | string)[]) {
      response.statusCode = args.find((arg) => typeof arg === 'number') ?? 302;
      setHeader('Location', args.find((arg) => typeof arg === 'string') ?? '');
      end();
    },
    write: () => true,
    end,
    send: end,
    json: end,
    sendStatus: end,
  };
  return response as unknown as Response;
}
