import { logoutRequestXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** A signed request under the name of an answer. */
export const hostile: HostileLogout = {
  check: 'root',
  message: ({ parts, idp }) => ({
    query: signedQuery(logoutRequestXml(parts()), idp.keys, { parameter: 'SAMLResponse' }),
  }),
};
