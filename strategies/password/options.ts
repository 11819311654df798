import { z } from 'zod';
import { commonProfileFields } from '../../config/fields.ts';

/** The library's own password: any identifier the match rule names may be typed. */
export const passwordOptions = z.strictObject({
  ...commonProfileFields,
  kind: z.literal('password'),
});
export type PasswordOptions = z.infer<typeof passwordOptions>;
