import { z } from 'zod';
import { commonProfileFields, secretReference } from '../../config/fields.ts';
import { baseUrl, librarySystemFields } from '../library-system/options.ts';

/** Koha's REST API: the password is checked by `POST /api/v1/auth/password/validation`. */
export const kohaOptions = z.strictObject({
  ...commonProfileFields,
  ...librarySystemFields,
  kind: z.literal('koha').describe('The password that Koha has of a person: she types it here.'),
  baseUrl: baseUrl.describe('Koha’s address, before `/api/v1`.'),
  account: z
    .discriminatedUnion('type', [
      z.strictObject({
        type: z.literal('basic').describe('A Koha user’s name and password (`RESTBasicAuth`).'),
        username: z
          .string()
          .min(1)
          .refine((name) => !name.includes(':'), { message: 'a user name without colon' })
          .describe('Her user name.'),
        password: secretReference.describe('Her password.'),
      }),
      z.strictObject({
        type: z.literal('oauth').describe('A client id and secret of a Koha user (`RESTOAuth2ClientCredentials`).'),
        clientId: z.string().min(1).describe('The client id.'),
        clientSecret: secretReference.describe('Its secret.'),
      }),
    ])
    .describe('Who asks: a Koha user with the permission `borrowers`.'),
  subject: z
    .enum(['patron_id', 'cardnumber', 'userid'])
    .default('cardnumber')
    .describe('Which of Koha’s names of a person is the `subject`; all three are attributes.'),
  readPatron: z
    .boolean()
    .default(false)
    .describe('Whether to read her record as well: `email`, `expiry`, `group`, names, `library`.'),
});
export type KohaOptions = z.infer<typeof kohaOptions>;
