import { signMetadata } from '../../../support/saml-metadata.ts';
import type { HostileMetadata } from '../hostile-metadata.ts';

export const hostile: HostileMetadata = {
  published: ({ document, stranger }) => signMetadata(document(), stranger.keys),
  refused: /no valid signature/,
};
