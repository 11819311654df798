// Invitations to attach a sign-in: how long they are good for, and where their letters go.
import { z } from 'zod';
import { addressTrust } from './mail.ts';

export const invitations = z.strictObject({
  days: z
    .number()
    .int()
    .min(1)
    .max(90)
    .default(14)
    .describe('How many days an invitation to attach a sign-in is good for, as a letter or as a printed code.'),
  trust: addressTrust
    .default('external')
    .describe(
      'To which addresses its letter goes: `proved` by the person, also those that another system keeps (`external`), or `all` that stand in the records, also ones that were typed here and that nobody tried. Whoever reads that mail can attach a sign-in of her own.',
    ),
});
