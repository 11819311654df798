import { z } from 'zod';
import { commonProfileFields } from '../../config/fields.ts';

/** The library's own password: any identifier the match rule names may be typed. */
export const passwordOptions = z.strictObject({
  ...commonProfileFields,
  kind: z
    .literal('password')
    .describe('The library’s own password; any identifier that `match.to` names may be typed.'),
});
export type PasswordOptions = z.infer<typeof passwordOptions>;
