import type { HostileMetadata } from '../hostile-metadata.ts';
import { signatureOf } from '../surgery.ts';

/** A valid signature that stands inside the role and covers only that. */
export const hostile: HostileMetadata = {
  published: ({ signed }) => {
    const signature = signatureOf(signed());
    return signed()
      .replace(signature, '')
      .replace('</md:IDPSSODescriptor>', () => `${signature}</md:IDPSSODescriptor>`);
  },
  refused: /not signed, and a signature is demanded/,
};
