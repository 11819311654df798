import type { HostileMetadata } from '../hostile-metadata.ts';

export const hostile: HostileMetadata = {
  published: ({ document }) => document(),
  refused: /not signed, and a signature is demanded/,
};
