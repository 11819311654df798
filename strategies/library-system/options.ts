// What the settings of every library system share.
import { z } from 'zod';
import { httpsUrl } from '../../config/fields.ts';

export const librarySystemFields = {
  system: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe(
      'A name for it: stands as the issuer in assertions and traces, and in `issuer` of identifier types bound to it. Unless said, the beginning of its address (`https://host`, `sip2://host:port`).',
    ),
  keepPassword: z
    .boolean()
    .default(false)
    .describe(
      'Whether a password that was right there becomes the library password of the external user it signed in (as our own hash), for the day that system is gone. It counts as `fallback` says.',
    ),
} as const;

/** An address that paths are put behind. */
export const baseUrl = httpsUrl.refine(
  (url) => !URL.canParse(url) || (new URL(url).search === '' && new URL(url).hash === '' && isAnonymous(new URL(url))),
  { message: 'an address without query, fragment, name and password' },
);

function isAnonymous({ username, password }: URL): boolean {
  return username === '' && password === '';
}
