import { logoutRequestXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** Signed by a key nobody here trusts. */
export const hostile: HostileLogout = {
  check: 'signature',
  message: ({ parts, stranger }) => ({
    query: signedQuery(logoutRequestXml(parts()), stranger.keys, { parameter: 'SAMLRequest' }),
  }),
};
