import { z } from 'zod';
import { commonProfileFields, type matchRule, registrationField } from '../../config/fields.ts';

/** Nothing to choose: the address that was proved is compared with the email addresses of users, which are no identifiers. */
const match = z
  .strictObject({
    from: z
      .literal('verified-email')
      .transform((type) => ({ type }))
      .describe('The address that the person proved.'),
    to: z
      .literal('email-addresses')
      .transform(() => ({ type: 'types' as const, types: [] as readonly string[] }))
      .describe('The email addresses of users, as `trust` says.'),
    transform: z.array(z.never()).max(0).default([]).describe('Nothing is done to it.'),
  })
  .transform(({ from, to }): z.infer<typeof matchRule> => ({ from, to, transform: [] }))
  .prefault({ from: 'verified-email', to: 'email-addresses' })
  .describe('Need not be written: the address that was proved is compared with the email addresses of users.');

const perHour = (most: number) => z.number().int().min(1).max(most);

/** A link and a code by mail, to an address that stands in the records. */
export const emailLinkOptions = z.strictObject({
  ...commonProfileFields,
  kind: z.literal('email-link').describe('A link and a code by mail, to an address that stands in the user’s record.'),
  match,
  trust: z
    .enum(['proved', 'external', 'all'])
    .default('proved')
    .describe(
      'Which addresses count: those that the person `proved` she reads; also those that another system keeps (`external`); or `all` that stand in records, whoever typed them.',
    ),
  trustedSystems: z
    .array(z.string().min(1).max(255))
    .min(1)
    .max(50)
    .optional()
    .describe('With `trust: external`, only addresses of users whom one of these systems manages; any unless named.'),
  sharedAddresses: z
    .enum(['refuse', 'choose'])
    .default('refuse')
    .describe(
      'When several users have one address: nobody gets a mail (`refuse`), or who reads the mail may `choose` among them (a family).',
    ),
  minutes: z
    .number()
    .int()
    .min(5)
    .max(120)
    .default(30)
    .describe('How long the link and the code are good; never longer than `attemptMinutes` of the installation.'),
  limits: z
    .strictObject({
      perAddress: perHour(100)
        .default(5)
        .describe('Mails an hour to one address; more are not sent, and nothing is said.'),
      perSource: perHour(10_000)
        .default(30)
        .describe('Requests an hour from one source; ten times as many from a shared one (`lockout.sharedSources`).'),
      perInstitution: perHour(1_000_000).default(3000).describe('Requests an hour of all people together.'),
      wrongCodes: perHour(100_000)
        .default(300)
        .describe(
          'Wrong codes an hour of all people together, after which only the link signs in. Guessing stays hopeless.',
        ),
    })
    .prefault({})
    .describe('How many mails and codes there may be.'),
  registration: registrationField,
});
export type EmailLinkOptions = z.infer<typeof emailLinkOptions>;
