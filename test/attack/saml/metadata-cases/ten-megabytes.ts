import type { HostileMetadata } from '../hostile-metadata.ts';

export const hostile: HostileMetadata = {
  published: ({ signed }) => signed() + ' '.repeat(10 * 1024 * 1024),
  refused: /too-large/,
};
