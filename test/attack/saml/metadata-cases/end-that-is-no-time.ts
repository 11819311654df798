import type { HostileMetadata } from '../hostile-metadata.ts';

export const hostile: HostileMetadata = {
  published: ({ signed }) => signed({ validUntil: 'tomorrow' }),
  refused: /validUntil that is no time/,
};
