import { z } from 'zod';
import { commonProfileFields, seconds, secretReference, textOrFile } from '../../config/fields.ts';
import { librarySystemFields } from '../library-system/options.ts';

const printable = /^[^|\p{Cc}]+$/u;

/** Text that may stand in a field of a message. */
const fieldText = z.string().min(1).max(255).regex(printable, 'a text without | and control characters');

/** SIP2 (3M Standard Interchange Protocol 2.00): patron information (63/64) or patron status (23/24). */
export const sip2Options = z
  .strictObject({
    ...commonProfileFields,
    ...librarySystemFields,
    kind: z.literal('sip2').describe('A library system that speaks SIP2: the person types its password or PIN here.'),
    host: z
      .string()
      .regex(/^[A-Za-z0-9:.-]{1,253}$/, 'a host name or address')
      .describe('Name or address of the SIP2 server.'),
    port: z.number().int().min(1).max(65_535).default(6001).describe('Its port.'),
    ca: textOrFile.optional().describe('Certificates to trust instead of the system’s: PEM or `${file:path}`.'),
    serverName: z
      .string()
      .min(1)
      .optional()
      .describe('The name to expect in the certificate, where it differs from `host`.'),
    plainText: z
      .boolean()
      .default(false)
      .describe(
        'No TLS: for a server on this machine (a stunnel, say), or at a private address (`10.…`, `172.16.…`, `192.168.…`, `fd…`) where nobody else can listen: passwords then travel in clear.',
      ),
    login: z
      .strictObject({
        user: fieldText.describe('Login user (`CN`).'),
        password: secretReference.describe('Login password (`CO`).'),
        location: fieldText.optional().describe('Location code (`CP`).'),
      })
      .optional()
      .describe('How we log in as a terminal (message 93), where the server asks for it.'),
    institutionId: z
      .string()
      .max(255)
      .regex(/^[^|\p{Cc}]*$/u, 'a text without | and control characters')
      .default('')
      .describe('What the server calls the library (`AO`).'),
    terminalPassword: secretReference.optional().describe('Terminal password (`AC`), where the server asks for it.'),
    message: z
      .enum(['information', 'status'])
      .default('information')
      .describe('What is asked: patron `information` (63) or, for servers without it, patron `status` (23).'),
    checksums: z
      .boolean()
      .default(true)
      .describe('Whether messages carry a sequence number and a checksum, and answers without right ones are refused.'),
    charset: z
      .enum(['utf-8', 'latin1', 'ascii'])
      .default('utf-8')
      .describe('How text is written. A name or password that it has no letters for is refused.'),
    ownName: z
      .boolean()
      .default(false)
      .describe(
        'Whether the server may answer with another name of the person (`AA`) than the typed one: its card number for a typed user name. Needs `checksums`. Without it another name is refused.',
      ),
    attributes: z
      .record(
        z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,59}$/, 'a name of letters, digits, hyphens and underscores'),
        z.string().regex(/^[A-Z0-9]{2}$/, 'the two characters of a field, such as PB'),
      )
      .default({ name: 'AE', email: 'BE', phone: 'BF', expiry: 'PA', group: 'PC' })
      .describe(
        'Attributes by name, and the field each comes from. Fields beginning with P differ from system to system.',
      ),
    connectTimeoutSeconds: seconds(1, 30).default(5).describe('How long the server may take to be reached.'),
    poolSize: z
      .number()
      .int()
      .min(1)
      .max(20)
      .default(2)
      .describe('Connections of each process; many servers allow few.'),
  })
  .refine(({ ownName, checksums }) => !ownName || checksums, {
    message: 'checksums: true (only its sequence number then says that an answer is the one to our question)',
    path: ['checksums'],
  });
export type Sip2Options = z.infer<typeof sip2Options>;
