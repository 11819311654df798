import type { HostileMetadata } from '../hostile-metadata.ts';

export const hostile: HostileMetadata = { published: ({ signed }) => signed({ keys: [] }), refused: /no signing key/ };
