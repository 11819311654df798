import { byPost, logoutRequestXml, signLogout } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** Signed inside by a key nobody here trusts, whose certificate it brings along. */
export const hostile: HostileLogout = {
  check: 'signature',
  message: ({ parts, stranger }) => byPost(signLogout(logoutRequestXml(parts()), stranger.keys)),
};
