import { z } from 'zod';
import { commonProfileFields, httpsUrl, registrationField, seconds, signOutField } from '../../config/fields.ts';

const serverUrl = httpsUrl
  .refine((url) => !URL.canParse(url) || isBare(new URL(url)), {
    message: 'a URL without user name, query and fragment',
  })
  .refine((url) => !/\/(login|validate|serviceValidate|p3)\/*$/.test(url), {
    message: 'the address before /login, such as https://cas.uni.example/cas',
  })
  // One way to write it: it is the issuer as well.
  .transform((url) => url.replace(/\/+$/, ''));

function isBare({ username, password, search, hash }: URL): boolean {
  return username === '' && password === '' && search === '' && hash === '';
}

/** A CAS server, protocol 1 to 3. */
export const casOptions = z.strictObject({
  ...commonProfileFields,
  kind: z.literal('cas').describe('A CAS server.'),
  server: serverUrl.describe(
    'Its address, the part before `/login`. It is the issuer as well: identifier types that only this server’s people have are bound to it.',
  ),
  protocol: z
    .literal([1, 2, 3])
    .default(3)
    .describe(
      'How tickets are validated: `3` at `/p3/serviceValidate`, with attributes; `2` at `/serviceValidate`, with attributes where the server adds them; `1` at `/validate`, which says the user name alone.',
    ),
  singleLogout: z
    .boolean()
    .default(true)
    .describe('Whether sessions here end when the server says that the person signed out there.'),
  signOut: signOutField,
  registration: registrationField,
  clockSkewSeconds: seconds(0, 300).default(60).describe('How far its clock may be off.'),
});
export type CasOptions = z.infer<typeof casOptions>;
