import { logoutRequestXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** An encoding that is not the one it is read by. */
export const hostile: HostileLogout = {
  check: 'encoding',
  message: ({ parts, idp }) => ({
    query: `${signedQuery(logoutRequestXml(parts()), idp.keys, { parameter: 'SAMLRequest' })}&SAMLEncoding=urn%3Aother`,
  }),
};
