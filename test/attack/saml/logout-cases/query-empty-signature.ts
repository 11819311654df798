import { logoutRequestXml, signedQuery } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** A signature of no bytes. */
export const hostile: HostileLogout = {
  check: 'unsigned',
  message: ({ parts, idp }) => ({
    query: signedQuery(logoutRequestXml(parts()), idp.keys, { parameter: 'SAMLRequest' }).replace(
      /Signature=.*/,
      'Signature=',
    ),
  }),
};
