import { z } from 'zod';
import { commonProfileFields } from '../../config/fields.ts';
import { oauthFields } from '../oauth/options.ts';

/** Who vouches for every Facebook account. Its ids are another one at each application. */
export const facebookIssuer = 'https://www.facebook.com';

/** Sign-in with a Facebook account. */
export const facebookOptions = z.strictObject({
  ...commonProfileFields,
  kind: z.literal('facebook').describe('A Facebook account.'),
  ...oauthFields,
  clientId: z
    .string()
    .regex(/^\d{5,20}$/, 'an App ID, which is a number (in quotes)')
    .describe('The App ID. A person’s id is another one at another App ID: to change it is to lose everybody’s.'),
  clientSecret: oauthFields.clientSecret.describe('The App Secret.'),
  graphVersion: z
    .string()
    .regex(/^v\d{1,3}\.\d$/, 'a version such as v24.0')
    .default('v24.0')
    .describe('The version of the Graph API. Facebook keeps each for two years.'),
});
export type FacebookOptions = z.infer<typeof facebookOptions>;
