import { logoutRequestXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** More than any identity provider needs to find its way back. */
export const hostile: HostileLogout = {
  check: 'relay-state',
  message: ({ parts, idp }) => ({
    query: signedQuery(logoutRequestXml(parts()), idp.keys, { parameter: 'SAMLRequest', relayState: 'x'.repeat(1025) }),
  }),
};
