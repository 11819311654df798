import type { HostileMetadata } from '../hostile-metadata.ts';

/** Signed once, it could be played back for ever. */
export const hostile: HostileMetadata = {
  published: ({ signed }) => signed({ validUntil: undefined }),
  refused: /no validUntil/,
};
