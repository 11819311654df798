// Options that every provider of social login has.
import { z } from 'zod';
import { httpsUrl, isLoopbackUrl, registrationField, secretReference } from '../../config/fields.ts';
import { VestibuleError } from '../../src/domain/errors.ts';

export const oauthFields = {
  clientId: z.string().min(1).max(255).describe('What it knows us by.'),
  clientSecret: secretReference.describe('The secret it gave us.'),
  reauthentication: z
    .enum(['ask', 'refuse'])
    .default('ask')
    .describe(
      'When a fresh proof is wanted (`prompt=login`, a trial): `ask` sends the person there again, and the provider decides how much it asks of her; `refuse` takes nobody by this profile then.',
    ),
  registration: registrationField,
  endpoints: z
    .strictObject({
      authorization: httpsUrl.optional().describe('Where the browser is sent.'),
      token: httpsUrl.optional().describe('Where the code is redeemed.'),
      userinfo: httpsUrl.optional().describe('Where it is asked who she is.'),
    })
    .optional()
    .describe(
      'Other addresses than the provider’s own, for tests. Whoever answers there speaks for every account of the provider.',
    ),
} as const;

export interface Endpoints {
  readonly authorization: string;
  readonly token: string;
  readonly userinfo: string;
}

/** @throws VestibuleError VST_CONFIG_INVALID for an address without TLS outside this machine */
export function endpointsOf(
  {
    id,
    endpoints = {},
  }: {
    readonly id: string;
    readonly endpoints?: { readonly [Key in keyof Endpoints]?: string | undefined } | undefined;
  },
  own: Endpoints,
): Endpoints {
  const all: Endpoints = {
    authorization: endpoints.authorization ?? own.authorization,
    token: endpoints.token ?? own.token,
    userinfo: endpoints.userinfo ?? own.userinfo,
  };
  for (const url of Object.values(all) as readonly string[]) {
    if (url.startsWith('https:') || isLoopbackUrl(url)) continue;
    throw new VestibuleError('VST_CONFIG_INVALID', 'An address of an OAuth 2.0 provider needs https', { profile: id });
  }
  return all;
}
