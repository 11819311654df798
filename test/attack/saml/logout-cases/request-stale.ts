import { instant } from '../../../support/saml-idp.ts';
import { logoutRequestXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** Kept back by somebody and brought an hour later. */
export const hostile: HostileLogout = {
  check: 'time',
  message: ({ parts, idp, now }) => ({
    query: signedQuery(logoutRequestXml(parts({ issuedAt: instant(now, -3600), notOnOrAfter: null })), idp.keys, {
      parameter: 'SAMLRequest',
    }),
  }),
};
