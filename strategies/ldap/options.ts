import { z } from 'zod';
import { commonProfileFields, seconds, secretReference, textOrFile } from '../../config/fields.ts';

const balancedHint = { message: 'a filter in parentheses, each closed, such as (uid={name})' };

/** RFC 4515, roughly: what a forgotten parenthesis breaks is seen before the first sign-in. */
function isBalanced(filter: string): boolean {
  let depth = 0;
  for (const [index, character] of Array.from(filter).entries()) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (depth < 0 || (depth === 0 && index < filter.length - 1)) return false;
  }
  return depth === 0 && filter.startsWith('(');
}

const ldapServer = z.strictObject({
  url: z
    .string()
    .regex(/^ldaps?:\/\/[^/]+$/, 'ldap://host:port or ldaps://host:port')
    .describe('`ldaps://host:port`, or `ldap://host:port` with StartTLS.'),
  ca: textOrFile.optional().describe('Certificates to trust instead of the system’s: PEM or `${file:path}`.'),
  serverName: z
    .string()
    .min(1)
    .optional()
    .describe('The name to expect in the certificate, where it differs from the host in `url`.'),
});

/** An LDAP directory. `ldap://` always upgrades by StartTLS; `plainText` is for an address of this machine only. */
export const ldapOptions = z.strictObject({
  ...commonProfileFields,
  kind: z.literal('ldap').describe('An LDAP directory: the person types name and password here.'),
  directory: z.string().min(1).max(255).describe('A name for it: stands as the issuer in assertions and traces.'),
  servers: z.array(ldapServer).min(1).max(5).describe('Its servers, asked in this order until one answers.'),
  plainText: z.boolean().default(false).describe('No TLS at all: for a server on this machine only.'),
  bind: z
    .discriminatedUnion('type', [
      z.strictObject({
        type: z.literal('search').describe('Find the person’s entry first, then bind as it.'),
        dn: z.string().min(1).describe('Who searches.'),
        password: secretReference.describe('Password of who searches.'),
        base: z.string().min(1).describe('Where the search begins.'),
        filter: z
          .string()
          .includes('{name}')
          .refine(isBalanced, balancedHint)
          .default('(uid={name})')
          .describe('What is searched; `{name}` stands for the typed name, escaped.'),
        scope: z.enum(['one', 'sub']).default('sub').describe('One level below the base, or all.'),
      }),
      z.strictObject({
        type: z.literal('direct').describe('Bind as the person at once.'),
        dn: z.string().includes('{name}').describe('Her entry; `{name}` stands for the typed name, escaped for a DN.'),
      }),
    ])
    .describe('How a typed name becomes an entry.'),
  attributes: z
    .array(z.string().min(1))
    .max(50)
    .default([])
    .describe('Attributes to read; those that the match rule and `updates` name are always among them.'),
  connectTimeoutSeconds: seconds(1, 30).default(5).describe('How long one server may take to be reached.'),
  poolSize: z.number().int().min(1).max(50).default(4).describe('Connections kept for searching.'),
});
export type LdapOptions = z.infer<typeof ldapOptions>;
