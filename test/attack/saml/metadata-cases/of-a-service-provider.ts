import type { HostileMetadata } from '../hostile-metadata.ts';

export const hostile: HostileMetadata = {
  published: ({ signed }) => signed({ role: 'SPSSODescriptor' }),
  refused: /0 identity providers/,
};
