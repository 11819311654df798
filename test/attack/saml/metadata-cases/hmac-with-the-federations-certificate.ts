import { createHmac } from 'node:crypto';
import { signing } from '../../../support/saml-idp.ts';
import type { HostileMetadata } from '../hostile-metadata.ts';

/** The public certificate of the federation as the secret of a symmetric signature. */
export const hostile: HostileMetadata = {
  published: ({ signed, federation }) => {
    const value = createHmac('sha1', federation.certificate).update('anything').digest('base64');
    return signed()
      .replace(signing.rsaSha256, signing.hmacSha1)
      .replace(/<ds:SignatureValue>[^<]*/, `<ds:SignatureValue>${value}`);
  },
  refused: /algorithm: SignatureMethod .*hmac-sha1 is not accepted/,
};
