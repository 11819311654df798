import { logoutRequestXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** A signature by SHA-1 under the name of SHA-256. */
export const hostile: HostileLogout = {
  check: 'signature',
  message: ({ parts, idp }) => ({
    query: signedQuery(logoutRequestXml(parts()), idp.keys, { parameter: 'SAMLRequest', hash: 'sha1' }),
  }),
};
