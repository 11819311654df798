import type { HostileMetadata } from '../hostile-metadata.ts';
import { signatureOf } from '../surgery.ts';

/** The federation's signature of another document refers to that one's ID. */
export const hostile: HostileMetadata = {
  published: ({ signed, document }) => {
    const other = signatureOf(signed({ id: '_other' }));
    return document().replace('<md:IDPSSODescriptor', () => `${other}<md:IDPSSODescriptor`);
  },
  refused: /signature-reference: /,
};
