import { instant } from '../../../support/saml-idp.ts';
import { logoutRequestXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** Issued tomorrow, to be good for long. */
export const hostile: HostileLogout = {
  check: 'time',
  message: ({ parts, idp, now }) => ({
    query: signedQuery(
      logoutRequestXml(parts({ issuedAt: instant(now, 86_400), notOnOrAfter: instant(now, 90_000) })),
      idp.keys,
      { parameter: 'SAMLRequest' },
    ),
  }),
};
