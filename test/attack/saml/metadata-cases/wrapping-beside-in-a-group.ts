import type { HostileMetadata } from '../hostile-metadata.ts';

/** A group that is not signed, with the signed document beside a forged one. */
export const hostile: HostileMetadata = {
  published: ({ signed, document, stranger }) =>
    '<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" ID="_group">' +
    `${document({ id: '_forged', keys: [[stranger.keys.certificate, 'signing']] })}${signed()}</md:EntitiesDescriptor>`,
  refused: /not signed, and a signature is demanded/,
};
