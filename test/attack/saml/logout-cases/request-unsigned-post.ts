import { byPost, logoutRequestXml } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** A form that anybody could have written. */
export const hostile: HostileLogout = {
  check: 'unsigned',
  message: ({ parts }) => byPost(logoutRequestXml(parts())),
};
