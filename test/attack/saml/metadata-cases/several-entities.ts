import { sign } from '../../../support/saml-idp.ts';
import { federationKeys } from '../../../support/saml-metadata.ts';
import type { HostileMetadata } from '../hostile-metadata.ts';

export const hostile: HostileMetadata = {
  published: ({ document, stranger }) =>
    sign(
      '<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" ID="_group">' +
        document({ id: '_other', entityId: stranger.entityId }) +
        `${document()}</md:EntitiesDescriptor>`,
      'EntitiesDescriptor',
      federationKeys,
    ),
  refused: /expected one entity, found 2/,
};
