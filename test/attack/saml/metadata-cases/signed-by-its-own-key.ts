import { signMetadata } from '../../../support/saml-metadata.ts';
import type { HostileMetadata } from '../hostile-metadata.ts';

/** A key that the document itself names, in its KeyInfo too, is no reason to believe the document. */
export const hostile: HostileMetadata = {
  published: ({ document, idp }) => signMetadata(document(), idp.keys),
  refused: /no valid signature/,
};
