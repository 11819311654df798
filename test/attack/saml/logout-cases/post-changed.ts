import { byPost, logoutRequestXml, signLogout } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';
import { replaced } from '../surgery.ts';

/** The name exchanged after it was signed. */
export const hostile: HostileLogout = {
  check: 'signature',
  message: ({ parts, idp }) =>
    byPost(replaced(signLogout(logoutRequestXml(parts()), idp.keys), 'alice@campus', 'bob@campus')),
};
