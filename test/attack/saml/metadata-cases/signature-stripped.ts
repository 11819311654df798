import type { HostileMetadata } from '../hostile-metadata.ts';
import { signatureOf, without } from '../surgery.ts';

export const hostile: HostileMetadata = {
  published: ({ signed }) => without(signed(), signatureOf(signed())),
  refused: /not signed, and a signature is demanded/,
};
