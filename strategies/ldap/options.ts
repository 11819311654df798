import { z } from 'zod';
import { commonProfileFields, seconds, secretReference, textOrFile } from '../../config/fields.ts';

const ldapServer = z.strictObject({
  url: z.string().regex(/^ldaps?:\/\/[^/]+$/, 'ldap://host:port or ldaps://host:port'),
  /** Certificates to trust instead of the system's; PEM or ${file:path}. */
  ca: textOrFile.optional(),
  /** The name to expect in the certificate, where it differs from the host in `url`. */
  serverName: z.string().min(1).optional(),
});

/** An LDAP directory. `ldap://` always upgrades by StartTLS; `plainText` is for an address of this machine only. */
export const ldapOptions = z.strictObject({
  ...commonProfileFields,
  kind: z.literal('ldap'),
  /** Stands as the issuer in assertions and traces. */
  directory: z.string().min(1).max(255),
  servers: z.array(ldapServer).min(1).max(5),
  plainText: z.boolean().default(false),
  bind: z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('search'),
      dn: z.string().min(1),
      password: secretReference,
      base: z.string().min(1),
      /** `{name}` stands for the typed name, escaped. */
      filter: z.string().includes('{name}').default('(uid={name})'),
      scope: z.enum(['one', 'sub']).default('sub'),
    }),
    z.strictObject({
      type: z.literal('direct'),
      /** `{name}` stands for the typed name, escaped for a DN. */
      dn: z.string().includes('{name}'),
    }),
  ]),
  /** Attributes to read; the one the match rule names is always among them. */
  attributes: z.array(z.string().min(1)).max(50).default([]),
  connectTimeoutSeconds: seconds(1, 30).default(5),
  poolSize: z.number().int().min(1).max(50).default(4),
});
export type LdapOptions = z.infer<typeof ldapOptions>;
