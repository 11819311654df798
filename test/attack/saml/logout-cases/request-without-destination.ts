import { logoutRequestXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** For nobody in particular, so for everybody. */
export const hostile: HostileLogout = {
  check: 'destination',
  message: ({ parts, idp }) => ({
    query: signedQuery(logoutRequestXml(parts({ destination: null })), idp.keys, { parameter: 'SAMLRequest' }),
  }),
};
