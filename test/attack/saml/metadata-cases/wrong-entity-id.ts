import type { HostileMetadata } from '../hostile-metadata.ts';

export const hostile: HostileMetadata = {
  published: ({ signed, stranger }) => signed({ entityId: stranger.entityId }),
  refused: /metadata of https:\/\/stranger\.example/,
};
