import { logoutResponseXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** Answers a request that nobody made. */
export const hostile: HostileLogout = {
  check: 'in-response-to',
  message: ({ parts, idp }) => ({
    query: signedQuery(logoutResponseXml(parts({ inResponseTo: '_other' })), idp.keys, { parameter: 'SAMLResponse' }),
  }),
};
