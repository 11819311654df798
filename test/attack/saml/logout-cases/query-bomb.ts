import { signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** Twelve kilobytes that unpack to many megabytes. */
export const hostile: HostileLogout = {
  check: 'encoding',
  message: ({ idp }) => ({ query: signedQuery('<a>'.repeat(2_000_000), idp.keys, { parameter: 'SAMLRequest' }) }),
};
