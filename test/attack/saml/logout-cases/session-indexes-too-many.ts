import { logoutRequestXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** More sessions than a person has. */
export const hostile: HostileLogout = {
  check: 'session-index',
  message: ({ parts, idp }) => {
    const sessionIndexes = Array.from({ length: 51 }, (_, index) => `s${index}`);
    return { query: signedQuery(logoutRequestXml(parts({ sessionIndexes })), idp.keys, { parameter: 'SAMLRequest' }) };
  },
};
