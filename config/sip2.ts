// The SIP2 door: where it listens (the installation's), and the terminals that may ask at it (each institution's).
import { z } from 'zod';
import { identifierTypeCode, languageTag, localizedText, seconds, secretReference, slug } from './fields.ts';
import { claimSource } from './release.ts';
import { relyingPartyId } from './relying-parties/common.ts';

const network = z.string().min(1).max(100);
const fieldText = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^|\p{Cc}]*$/u, 'a text without | and control characters');

const listener = z.strictObject({
  host: z.string().min(1).default('127.0.0.1').describe('Address to listen on.'),
  port: z.number().int().min(0).max(65_535).default(6001).describe('Port to listen on; 6001 is the usual one.'),
  tls: z
    .strictObject({
      key: secretReference.describe('The private key (PEM).'),
      certificate: secretReference.describe(
        'The certificate (PEM), and those that stand between it and a known authority. Key and certificate are read anew every minute.',
      ),
    })
    .optional()
    .describe('With it the listener speaks TLS 1.2 or later, and nothing else.'),
  plainTcp: z
    .boolean()
    .default(false)
    .describe(
      'Say `true` to let other machines in without TLS: PINs and passwords then travel in clear. Needs `networks`; only for lines that nobody else can listen to.',
    ),
  networks: z
    .array(network)
    .max(200)
    .default([])
    .describe('Addresses or ranges that may connect; all that reach the listener unless named.'),
  institutions: z
    .array(slug)
    .min(1)
    .max(1000)
    .optional()
    .describe('Whose terminals may ask at this listener, by slug; those of every institution unless named.'),
});

export const sip2Listeners = z.strictObject({
  listeners: z.array(listener).min(1).max(50).describe('Where it listens.'),
  connections: z
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(2000)
    .describe('Most connections at a time, in each process; one more is closed at once.'),
  connectionsPerAddress: z.number().int().min(1).max(100_000).default(200).describe('Most of them from one address.'),
  idleSeconds: seconds(10, 86_400).default(900).describe('A terminal that says nothing for so long is let go.'),
  lineSeconds: seconds(1, 60)
    .default(10)
    .describe(
      'A message has to be whole so long after its first character, and a terminal has to name itself three times so long after it connected.',
    ),
});
export type Sip2ListenersConfig = z.infer<typeof sip2Listeners>;

const protocolFields: readonly string[] = ['AA', 'AF', 'AG', 'AO', 'AY', 'AZ', 'BL', 'CQ', 'AC', 'AD'];

const terminalRelease = z.strictObject({
  fields: z
    .record(
      z
        .string()
        .regex(/^[A-Z][A-Z0-9]$/, 'the two characters of a field, such as AE')
        .refine((code) => !protocolFields.includes(code), {
          message: 'a field that the protocol itself does not fill',
        }),
      claimSource,
    )
    .default({})
    .describe(
      'What the terminal is told of a person who proved who she is, by field: `AE: name`, `BD: address`, `BE: email`, `BF: phone`, `PA: expiry_date`, `PC: user_group`, and whatever else an application’s release may say. Nothing unless named.',
    ),
  blocks: z
    .boolean()
    .default(false)
    .describe(
      'Whether library blocks, and an account that has expired, are told by the flags of patron status: charging, renewing, recalling and holding are then denied. They never stop a sign-in.',
    ),
  recordTypes: z
    .array(z.enum(['public', 'staff']))
    .min(1)
    .default(['public', 'staff'])
    .describe('Which users the terminal takes.'),
  userGroups: z.array(z.string().min(1)).min(1).optional().describe('Only users of these groups; all unless named.'),
  acceptExpired: z.boolean().default(true).describe('Whether an external user whose account has expired comes in.'),
});

const terminal = z.strictObject({
  id: relyingPartyId.describe('Its own name among all applications; what stands in logs and in the audit.'),
  name: localizedText.optional().describe('What staff call it.'),
  enabled: z.boolean().default(true).describe('Whether it may ask; a change takes effect within a second.'),
  login: z
    .strictObject({
      user: fieldText.describe('Login user (`CN`).'),
      password: secretReference.describe('Login password (`CO`).'),
    })
    .optional()
    .describe(
      'How it names itself (message 93). Without it, it is known by its address alone: `networks` then names that, and no other terminal’s.',
    ),
  networks: z.array(network).max(200).default([]).describe('Addresses or ranges it may come from; any unless named.'),
  location: fieldText
    .optional()
    .describe('Where it stands (`CP` of its login). A login that says another place is refused.'),
  credential: z
    .enum(['pin', 'password', 'card-only'])
    .describe(
      'What a person proves herself by: her `pin`, her `password` (as on the sign-in page), or nothing (`card-only`): the terminal then learns that the card is one of ours, and nothing else.',
    ),
  profile: slug
    .optional()
    .describe(
      'For passwords: the one login profile that checks them; all that ask for a password, in their order, unless named.',
    ),
  identifiers: z
    .array(z.union([z.literal('primary'), identifierTypeCode]))
    .min(1)
    .max(20)
    .optional()
    .describe(
      'What may be scanned or typed: `primary` and codes of identifier types. Unless named the primary identifier and the types that are barcodes (of the preset `barcode`, or with “barcode” in their code).',
    ),
  charset: z.enum(['utf-8', 'latin1', 'cp850']).default('utf-8').describe('How its text is written.'),
  lineEnd: z.enum(['cr', 'crlf']).default('cr').describe('What ends our answers. Its own messages may end in either.'),
  language: languageTag
    .optional()
    .describe('In which language its screen is; the one it asks for, if the institution has it, unless named.'),
  requestsPerSecond: z
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(20)
    .describe('More of its messages are made to wait, in each process.'),
  release: terminalRelease.prefault({}).describe('What it is told about a person. Least unless named.'),
});
export type TerminalConfig = z.infer<typeof terminal>;

export const institutionSip2 = z.strictObject({
  institutionId: fieldText.optional().describe('What terminals call the library (`AO`); its `code` unless named.'),
  terminals: z
    .array(terminal)
    .max(1000)
    .default([])
    .describe('Self-check machines, gates, and systems that ask by SIP2.'),
});
export type InstitutionSip2Config = z.infer<typeof institutionSip2>;
