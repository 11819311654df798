import { logoutResponseXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** The answer signed by a key nobody here trusts. */
export const hostile: HostileLogout = {
  check: 'signature',
  message: ({ parts, stranger }) => ({
    query: signedQuery(logoutResponseXml(parts()), stranger.keys, { parameter: 'SAMLResponse' }),
  }),
};
