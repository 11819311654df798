import { signing } from '../../../support/saml-idp.ts';
import { byPost, logoutRequestXml, signLogout } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** A signature by SHA-1 inside. */
export const hostile: HostileLogout = {
  check: 'algorithm',
  message: ({ parts, idp }) =>
    byPost(signLogout(logoutRequestXml(parts()), idp.keys, { algorithm: signing.rsaSha1, digest: signing.sha1 })),
};
