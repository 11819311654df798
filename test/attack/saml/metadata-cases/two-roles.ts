import { signMetadata } from '../../../support/saml-metadata.ts';
import type { HostileMetadata } from '../hostile-metadata.ts';

export const hostile: HostileMetadata = {
  published: ({ document }) => {
    const role = /<md:IDPSSODescriptor[\s\S]*<\/md:IDPSSODescriptor>/.exec(document())?.[0] ?? '';
    return signMetadata(document().replace('</md:EntityDescriptor>', () => `${role}</md:EntityDescriptor>`));
  },
  refused: /2 identity providers/,
};
