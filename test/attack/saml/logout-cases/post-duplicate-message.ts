import { logoutRequestXml, signLogout } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** A form with two requests. */
export const hostile: HostileLogout = {
  check: 'parameter',
  message: ({ parts, idp }) => {
    const xml = signLogout(logoutRequestXml(parts()), idp.keys);
    return { body: { SAMLRequest: [xml, xml].map((text) => Buffer.from(text).toString('base64')) } };
  },
};
