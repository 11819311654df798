import type { HostileMetadata } from '../hostile-metadata.ts';

export const hostile: HostileMetadata = { published: () => '', refused: /not well-formed XML/ };
