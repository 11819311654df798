import { logoutRequestXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** A request and an answer in one address. */
export const hostile: HostileLogout = {
  check: 'parameter',
  message: ({ parts, idp }) => ({
    query: `${signedQuery(logoutRequestXml(parts()), idp.keys, { parameter: 'SAMLRequest' })}&SAMLResponse=AAAA`,
  }),
};
