import { z } from 'zod';
import { commonProfileFields } from '../../config/fields.ts';
import { oauthFields } from '../oauth/options.ts';

/** Who vouches for every Google account. */
export const googleIssuer = 'https://accounts.google.com';

/** Sign-in with a Google account. */
export const googleOptions = z.strictObject({
  ...commonProfileFields,
  kind: z.literal('google').describe('A Google account.'),
  ...oauthFields,
  hostedDomain: z
    .string()
    .regex(/^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/, 'a domain such as uni.example')
    .transform((domain) => domain.toLowerCase())
    .optional()
    .describe('Only accounts of this Google Workspace domain. It is Google’s answer (`hd`) that is held to it.'),
});
export type GoogleOptions = z.infer<typeof googleOptions>;
