import { z } from 'zod';
import { commonProfileFields, secretReference } from '../../config/fields.ts';
import { baseUrl, librarySystemFields } from '../library-system/options.ts';

/** Alma's users API: the password is checked by `POST /almaws/v1/users/{user_id}?op=auth`. */
export const almaOptions = z.strictObject({
  ...commonProfileFields,
  ...librarySystemFields,
  kind: z.literal('alma').describe('The password that Alma has of a person: she types it here.'),
  baseUrl: baseUrl.describe('The API gateway of your region, such as `https://api-eu.hosted.exlibrisgroup.com`.'),
  apiKey: secretReference.describe('An API key for the area Users, with write permission (`op=auth` is a POST).'),
  userIdType: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,60}$/, 'all_unique, or the code of one of Alma’s identifier types')
    .default('all_unique')
    .describe('What may be typed: `all_unique` (the primary id and every unique type), or one type’s code.'),
  barcodeType: z
    .string()
    .min(1)
    .max(60)
    .default('BARCODE')
    .describe('The code of the identifier type in Alma that is told as the attribute `barcode`.'),
});
export type AlmaOptions = z.infer<typeof almaOptions>;
