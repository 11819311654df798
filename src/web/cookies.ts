// Our cookies. The names carry the institution's slug, so that institutions on one host stay apart, and the `__Host-`
// prefix, so that no other host and no unencrypted page can set one. Plain http on loopback cannot have it.
import type { Request, Response } from 'express';
import { VestibuleError } from '../domain/errors.ts';

/**
 * `browser` binds attempts to a browser, `session` is the signed-in one, `language` the one a person chose, `suggested` the
 * one an application asked for, `method` the login profile by which somebody last came in, `idp` where in a federation she
 * last came from.
 */
export type CookiePurpose = 'browser' | 'session' | 'language' | 'suggested' | 'method' | 'idp';

/** What any value of ours looks like; another is not ours, or could not be sent unchanged (RFC 6265 section 4.1.1). */
const value = /^[\w.~-]{1,512}$/;

export class Cookies {
  readonly #secure: boolean;

  /** @param publicUrl https, or http on an address of this machine */
  constructor(publicUrl: string) {
    this.#secure = new URL(publicUrl).protocol === 'https:';
  }

  /** A purpose has no hyphen, so two institutions never share a name. */
  name(slug: string, purpose: CookiePurpose): string {
    return `${this.#secure ? '__Host-' : ''}vst-${slug}-${purpose}`;
  }

  /** @returns undefined when absent, not of our making, or sent twice: then it is not known which one is ours */
  read(req: Request, slug: string, purpose: CookiePurpose): string | undefined {
    return cookieValue(req.headers.cookie, this.name(slug, purpose));
  }

  /** @param maxAgeSeconds without it the cookie ends with the browser */
  write(res: Response, slug: string, purpose: CookiePurpose, text: string, maxAgeSeconds?: number): void {
    if (!value.test(text)) {
      throw new VestibuleError('VST_INTERNAL', 'A cookie was given a value that cannot be sent', { purpose });
    }
    const age = maxAgeSeconds === undefined ? '' : `; Max-Age=${Math.trunc(maxAgeSeconds)}`;
    res.append('Set-Cookie', `${this.name(slug, purpose)}=${text}; Path=/; HttpOnly; SameSite=Lax${age}${this.#tail}`);
  }

  clear(res: Response, slug: string, purpose: CookiePurpose): void {
    const ended = 'Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT';
    res.append('Set-Cookie', `${this.name(slug, purpose)}=; Path=/; HttpOnly; SameSite=Lax; ${ended}${this.#tail}`);
  }

  get #tail(): string {
    return this.#secure ? '; Secure' : '';
  }
}

/** Reads one cookie of a `Cookie` header (RFC 6265 section 5.4). Values are taken as they are, never decoded. */
export function cookieValue(header: string | undefined, name: string): string | undefined {
  if (header === undefined || header.length > 16_384) return undefined;
  let found: string | undefined;
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=');
    if (equals < 0 || pair.slice(0, equals).trim() !== name) continue;
    if (found !== undefined) return undefined;
    found = pair.slice(equals + 1).trim();
  }
  return found !== undefined && value.test(found) ? found : undefined;
}
