import { z } from 'zod';
import { commonProfileFields } from '../../config/fields.ts';
import { baseUrl, librarySystemFields } from '../library-system/options.ts';

/** PAIA auth 1.4 `login`, and PAIA core `patron` where its address is given. */
export const paiaOptions = z.strictObject({
  ...commonProfileFields,
  ...librarySystemFields,
  kind: z.literal('paia').describe('A library system that speaks PAIA: the person types its password here.'),
  authUrl: baseUrl.describe('The base address of PAIA auth, before `/login`.'),
  coreUrl: baseUrl
    .optional()
    .describe(
      'The base address of PAIA core: her record is read as well (`name`, `email`, `expiry`, `group`, `status`).',
    ),
});
export type PaiaOptions = z.infer<typeof paiaOptions>;
