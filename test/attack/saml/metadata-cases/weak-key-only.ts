import { testKeyPair } from '../../../support/saml-certificate.ts';
import type { HostileMetadata } from '../hostile-metadata.ts';

export const hostile: HostileMetadata = {
  published: ({ signed }) => signed({ keys: [[testKeyPair('weak', 1024).certificate, 'signing']] }),
  refused: /no signing key/,
};
