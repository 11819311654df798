// Library passwords and PINs: what may be set, and where a PIN counts.
import { z } from 'zod';
import { httpsUrl } from './fields.ts';

export const passwords = z.strictObject({
  minLength: z
    .number()
    .int()
    .min(8)
    .max(64)
    .default(15)
    .describe(
      'Fewest characters of a library password. 15 where it is all that a person signs in with (NIST SP 800-63B-4).',
    ),
  blockWords: z
    .array(z.string().min(4).max(100))
    .max(500)
    .default([])
    .describe(
      'Words that no password may contain, beside the names of the institution and of the person: the library’s nickname, its street.',
    ),
  breachCheck: z
    .strictObject({
      url: httpsUrl.describe(
        'What the first five hex digits of a password’s SHA-1 are put behind, as in `https://api.pwnedpasswords.com/range/`.',
      ),
    })
    .optional()
    .describe(
      'A service that knows stolen passwords. It learns five hex digits and no more; when it does not answer within two seconds the password is taken without it.',
    ),
});

export const pins = z.strictObject({
  doors: z
    .array(z.string().min(1).max(100))
    .max(50)
    .default([])
    .describe('Doors that take a PIN in the place of a password, by their names; none unless named.'),
  tries: z
    .number()
    .int()
    .min(3)
    .max(20)
    .default(5)
    .describe('Failed tries in a row that lock a person’s PIN, apart from her password.'),
  minutes: z.number().int().min(1).max(1440).default(30).describe('For how long.'),
});
