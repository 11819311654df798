import type { HostileMetadata } from '../hostile-metadata.ts';

export const hostile: HostileMetadata = {
  published: ({ signed }) => signed().replace('<md:IDPSSODescriptor', '<md:IDPSSODescriptor ID="_metadata"'),
  refused: /two elements with the same ID/,
};
