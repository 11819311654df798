import { instant } from '../../../support/saml-idp.ts';
import { logoutRequestXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** Its own NotOnOrAfter is past. */
export const hostile: HostileLogout = {
  check: 'time',
  message: ({ parts, idp, now }) => ({
    query: signedQuery(logoutRequestXml(parts({ notOnOrAfter: instant(now, -61) })), idp.keys, {
      parameter: 'SAMLRequest',
    }),
  }),
};
