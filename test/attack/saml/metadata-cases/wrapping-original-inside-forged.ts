import type { HostileMetadata } from '../hostile-metadata.ts';
import { signatureOf } from '../surgery.ts';

/** The signed document is carried in the Extensions of a forged one that bears its signature. */
export const hostile: HostileMetadata = {
  published: ({ signed, document, stranger }) => {
    const original = signed();
    const keys = [[stranger.keys.certificate, 'signing']] as const;
    return document({ id: '_forged', keys, extensions: original }).replace(
      '<md:IDPSSODescriptor',
      () => `${signatureOf(original)}<md:IDPSSODescriptor`,
    );
  },
  refused: /two elements with the same ID|signature-/,
};
