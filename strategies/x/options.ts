import { z } from 'zod';
import { commonProfileFields } from '../../config/fields.ts';
import { oauthFields } from '../oauth/options.ts';

/** Who vouches for every X account. */
export const xIssuer = 'https://x.com';

/** Sign-in with an X account, formerly Twitter. */
export const xOptions = z.strictObject({
  ...commonProfileFields,
  kind: z
    .literal(['x', 'twitter'])
    .transform((): 'x' => 'x')
    .describe('An X account. `twitter` is another name for the same.'),
  ...oauthFields,
});
export type XOptions = z.infer<typeof xOptions>;
