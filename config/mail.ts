// Mail: how letters leave the installation, and what an institution says of its own.
import { z } from 'zod';
import type { LetterKind } from '../src/domain/letter.ts';
import { languageTag, seconds, secretReference, textOrFile } from './fields.ts';

const address = z.email({ error: 'an email address' }).max(254);
const from = address.describe(
  'Whom letters come from, where an institution names no address of its own. The domain has to allow it (SPF, DKIM, DMARC).',
);

/** The mail server of an installation. */
export const mail = z.discriminatedUnion('engine', [
  z.strictObject({
    engine: z.literal('smtp').describe('A mail server that takes our letters.'),
    host: z.string().min(1).max(253).describe('Its name.'),
    port: z.number().int().min(1).max(65_535).default(587).describe('Its port.'),
    tls: z
      .enum(['starttls', 'implicit', 'none'])
      .default('starttls')
      .describe(
        '`starttls`: it has to offer STARTTLS. `implicit`: TLS from the start (port 465). `none`: for a server on this machine only.',
      ),
    ca: textOrFile.optional().describe('Certificates to trust instead of the system’s: PEM or `${file:path}`.'),
    serverName: z
      .string()
      .min(1)
      .optional()
      .describe('The name to expect in the certificate, where it differs from `host`.'),
    username: z.string().min(1).max(255).optional().describe('User name, where it asks for one.'),
    password: secretReference.optional().describe('Password of that user.'),
    from,
    timeoutSeconds: seconds(1, 60).default(15).describe('How long connecting, the greeting and each answer may take.'),
    mostWaiting: z
      .number()
      .int()
      .min(100)
      .max(1_000_000)
      .default(20_000)
      .describe('Letters of one institution that may wait; one more is told to try again.'),
  }),
  z.strictObject({
    engine: z
      .literal('outbox')
      .describe(
        'No mail server: the last letters are kept in memory and can be looked at. For trying out, on loopback only.',
      ),
    from,
  }),
]);

const letter = z.strictObject({
  subject: z.string().min(1).max(200).optional().describe('Its subject; ours unless said.'),
  text: textOrFile.describe('Its text, or `${file:path}`. `{code}`, `{link}` and the like stand for values.'),
  html: textOrFile
    .optional()
    .describe(
      'The same as HTML, a whole document, or `${file:path}`; made of the text unless said. Values are escaped.',
    ),
});

const ownWords = z.record(languageTag, letter).optional();

export const addressTrust = z.enum(['proved', 'external', 'all']);

/** What an institution says of its letters. */
export const institutionMail = z.strictObject({
  from: address.optional().describe('Whom its letters come from; the installation’s address unless said.'),
  replyTo: address.optional().describe('Where answers go.'),
  passwordReset: z
    .strictObject({
      enabled: z
        .boolean()
        .default(true)
        .describe('Whether people may ask for it, where there is a `password` profile.'),
      trust: addressTrust
        .default('proved')
        .describe(
          'To which addresses: `proved` by the person, also those that another system keeps (`external`), or `all` that stand in the records.',
        ),
    })
    .prefault({})
    .describe('A link by mail to set a new library password.'),
  letters: z
    .strictObject({
      'sign-in': ownWords.describe('The letter with a link and a code to sign in, by language.'),
      'password-reset': ownWords.describe('The letter with a link to set a new password, by language.'),
      invitation: ownWords.describe('The letter that invites to attach a sign-in, by language.'),
      'method-attached': ownWords.describe('The letter that says that a sign-in was attached, by language.'),
      'method-detached': ownWords.describe('The letter that says that a sign-in was detached, by language.'),
      'registration-code': ownWords.describe('The letter with a code for somebody who registers, by language.'),
      'registration-known': ownWords.describe(
        'The letter to a user with whose address somebody wanted to register, by language.',
      ),
      'registration-welcome': ownWords.describe('The letter to somebody who has registered, by language.'),
    } satisfies Readonly<Record<LetterKind, z.ZodType>>)
    .prefault({})
    .describe('Letters in the library’s own words, by kind and language.'),
});
