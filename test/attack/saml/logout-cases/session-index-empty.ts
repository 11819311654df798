import { logoutRequestXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** A session without a name. */
export const hostile: HostileLogout = {
  check: 'session-index',
  message: ({ parts, idp }) => ({
    query: signedQuery(logoutRequestXml(parts({ sessionIndexes: [''] })), idp.keys, { parameter: 'SAMLRequest' }),
  }),
};
