import { signing } from '../../../support/saml-idp.ts';
import { signMetadata } from '../../../support/saml-metadata.ts';
import type { HostileMetadata } from '../hostile-metadata.ts';

export const hostile: HostileMetadata = {
  published: ({ document, federation }) => signMetadata(document(), federation, { digest: signing.sha1 }),
  refused: /algorithm: DigestMethod .*sha1 is not accepted/,
};
