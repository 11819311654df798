// What may come in at this door at all: known addresses and methods, of a bounded size.
import type { Request } from 'express';
import { VestibuleError } from '../../domain/errors.ts';

/** Longest query and largest authorization request by POST, in bytes. */
const maxRequestBytes = 8192;

/** Methods by path under the issuer. `:uid` stands for an interaction. */
const entrances: ReadonlyMap<string, readonly string[]> = new Map([
  ['/.well-known/openid-configuration', ['GET', 'HEAD', 'OPTIONS']],
  ['/jwks', ['GET', 'HEAD', 'OPTIONS']],
  ['/auth', ['GET', 'POST']],
  ['/auth/:uid', ['GET']],
  ['/interaction/:uid', ['GET']],
  ['/token', ['POST', 'OPTIONS']],
  ['/userinfo', ['GET', 'POST', 'OPTIONS']],
  ['/session/end', ['GET', 'POST']],
]);

export interface Entrance {
  readonly path: string;
  readonly uid: string | undefined;
}

/** @throws VestibuleError VST_NOT_FOUND, VST_METHOD_NOT_ALLOWED, VST_REQUEST_TOO_LARGE, VST_REQUEST_MALFORMED */
export function entranceOf({ method, originalUrl, path }: Request): Entrance {
  if (!originalUrl.startsWith('/')) throw new VestibuleError('VST_REQUEST_MALFORMED', 'The target is no path.');
  if (originalUrl.length > maxRequestBytes) throw tooLarge();
  const [, kind, uid] = /^\/(auth|interaction)\/([\w-]{10,64})$/.exec(path) ?? [];
  const name = kind === undefined ? path : `/${kind}/:uid`;
  const methods = entrances.get(name);
  if (methods === undefined) throw new VestibuleError('VST_NOT_FOUND', 'Nothing has this address.');
  if (!methods.includes(method)) {
    throw new VestibuleError('VST_METHOD_NOT_ALLOWED', 'This address takes another method.', { method });
  }
  return { path: name, uid };
}

/**
 * An authorization request by POST comes from another site and so without our cookies. It becomes the same request by
 * GET, which a browser sends them with.
 *
 * @returns the query of that GET
 */
export async function authorizeByGet(req: Request): Promise<string> {
  const query = (await formOf(req)).toString();
  if (query.length > maxRequestBytes / 2) throw tooLarge();
  return query;
}

/** A form in the body, in order and with what is repeated. */
export async function formOf(req: Request): Promise<URLSearchParams> {
  if (req.is('application/x-www-form-urlencoded') === false) {
    throw new VestibuleError('VST_REQUEST_MALFORMED', 'The body is no form.');
  }
  const chunks: Buffer[] = [];
  let size = 0;
  // The stream is left open: the refusal has to get through.
  for await (const chunk of req.iterator({ destroyOnReturn: false })) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > maxRequestBytes) throw tooLarge();
    chunks.push(bytes);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

function tooLarge(): VestibuleError {
  return new VestibuleError('VST_REQUEST_TOO_LARGE', 'The request is longer than any real one.');
}
