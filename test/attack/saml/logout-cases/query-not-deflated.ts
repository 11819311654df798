import { logoutRequestXml, querySignature, rsaSha256 } from '../../../support/saml-logout.ts';
import type { HostileLogout } from '../hostile-logout.ts';

/** Plain base64 where a deflated text is due. */
export const hostile: HostileLogout = {
  check: 'encoding',
  message: ({ parts, idp }) => {
    const message = `SAMLRequest=${encodeURIComponent(Buffer.from(logoutRequestXml(parts())).toString('base64'))}`;
    const signed = `${message}&SigAlg=${encodeURIComponent(rsaSha256)}`;
    return { query: `${signed}&Signature=${encodeURIComponent(querySignature(signed, idp.keys))}` };
  },
};
