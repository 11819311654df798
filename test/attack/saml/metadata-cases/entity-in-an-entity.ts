import type { HostileMetadata } from '../hostile-metadata.ts';

export const hostile: HostileMetadata = {
  published: ({ signed, document }) => signed({ extensions: document({ id: '_inner' }) }),
  refused: /expected one entity, found 2/,
};
