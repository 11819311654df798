import { instant } from '../../../support/saml-idp.ts';
import { logoutResponseXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** An answer kept back for an hour. */
export const hostile: HostileLogout = {
  check: 'time',
  message: ({ parts, idp, now }) => ({
    query: signedQuery(logoutResponseXml(parts({ issuedAt: instant(now, -3600) })), idp.keys, {
      parameter: 'SAMLResponse',
    }),
  }),
};
