import { byPost, logoutResponseXml } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** The same by a form. */
export const hostile: HostileLogout = {
  check: 'unsigned',
  message: ({ parts }) => byPost(logoutResponseXml(parts()), 'SAMLResponse'),
};
