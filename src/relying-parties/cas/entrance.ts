// What may come in at this door at all: known addresses and methods, of a bounded size, each parameter once.
import type { Request } from 'express';
import { VestibuleError } from '../../domain/errors.ts';

/** Longest address, and largest body, in bytes. */
const addressMax = 8192;
const bodyMax = 16_384;

const validations = [
  '/validate',
  '/serviceValidate',
  '/p3/serviceValidate',
  '/proxyValidate',
  '/p3/proxyValidate',
] as const;
export type ValidationPath = (typeof validations)[number];
export type CasPath = ValidationPath | '/login' | '/logout' | '/proxy' | '/samlValidate';

/** Methods by path. None takes HEAD: a program that only looks at an address spends nothing. */
const entrances: ReadonlyMap<string, readonly [CasPath, readonly string[]]> = new Map<
  string,
  readonly [CasPath, readonly string[]]
>([
  ...validations.map((path) => [path, [path, ['GET']]] as const),
  ['/login', ['/login', ['GET', 'POST']]],
  ['/logout', ['/logout', ['GET']]],
  ['/proxy', ['/proxy', ['GET']]],
  ['/samlValidate', ['/samlValidate', ['POST']]],
]);

export function isValidation(path: CasPath): path is ValidationPath {
  return validations.some((known) => known === path);
}

/** @throws VestibuleError VST_NOT_FOUND, VST_METHOD_NOT_ALLOWED, VST_REQUEST_TOO_LARGE, VST_REQUEST_MALFORMED */
export function entranceOf({ method, originalUrl, path: asked }: Request): CasPath {
  if (!originalUrl.startsWith('/')) throw new VestibuleError('VST_REQUEST_MALFORMED', 'The target is no path.');
  if (originalUrl.length > addressMax) throw tooLarge();
  const [path, methods] = entrances.get(asked) ?? [];
  if (path === undefined || methods === undefined)
    throw new VestibuleError('VST_NOT_FOUND', 'Nothing has this address.');
  if (!methods.includes(method)) {
    throw new VestibuleError('VST_METHOD_NOT_ALLOWED', 'This address takes another method.', { method });
  }
  return path;
}

/** Read by the standard's own rules, in order and with what is repeated. */
export function queryOf({ originalUrl }: Request): URLSearchParams {
  return new URL(originalUrl, 'http://localhost').searchParams;
}

export type Parameter = { readonly type: 'one'; readonly value: string | undefined } | { readonly type: 'repeated' };

/** An empty one is none. Two would let two readers read two. */
export function parameterOf(parameters: URLSearchParams, name: string): Parameter {
  const [value, ...others] = parameters.getAll(name);
  if (others.length > 0) return { type: 'repeated' };
  return { type: 'one', value: value === '' ? undefined : value };
}

/** @throws VestibuleError VST_REQUEST_MALFORMED when it is repeated */
export function one(parameters: URLSearchParams, name: string): string | undefined {
  const found = parameterOf(parameters, name);
  if (found.type === 'repeated')
    throw new VestibuleError('VST_REQUEST_MALFORMED', 'A parameter is repeated.', { name });
  return found.value;
}

/** `renew` and `gateway`: set unless the word says the opposite. */
export function isSet(value: string | undefined): boolean {
  return value !== undefined && value.toLowerCase() !== 'false';
}

/** @throws VestibuleError VST_REQUEST_TOO_LARGE */
export async function bodyOf(req: Request): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  // The stream is left open: the refusal has to get through.
  for await (const chunk of req.iterator({ destroyOnReturn: false })) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > bodyMax) throw tooLarge();
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function tooLarge(): VestibuleError {
  return new VestibuleError('VST_REQUEST_TOO_LARGE', 'The request is longer than any real one.');
}
