import type { HostileMetadata } from '../hostile-metadata.ts';
import { signatureOf } from '../surgery.ts';

/** The signed document is carried in an Object of its own signature. */
export const hostile: HostileMetadata = {
  published: ({ signed, document, stranger }) => {
    const original = signed();
    const inside = original.replace(signatureOf(original), '');
    const signature = signatureOf(original).replace(
      '</ds:Signature>',
      () => `<ds:Object>${inside}</ds:Object></ds:Signature>`,
    );
    const keys = [[stranger.keys.certificate, 'signing']] as const;
    return document({ id: '_forged', keys }).replace('<md:IDPSSODescriptor', () => `${signature}<md:IDPSSODescriptor`);
  },
  refused: /signature-parts: /,
};
