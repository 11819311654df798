import { logoutResponseXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** Answers nothing at all. */
export const hostile: HostileLogout = {
  check: 'in-response-to',
  message: ({ parts, idp }) => ({
    query: signedQuery(logoutResponseXml(parts({ inResponseTo: null })), idp.keys, { parameter: 'SAMLResponse' }),
  }),
};
