import type { HostileMetadata } from '../hostile-metadata.ts';

export const hostile: HostileMetadata = {
  published: ({ signed }) => signed({ validUntil: '2026-03-02T08:59:59Z' }),
  refused: /it ended at 2026-03-02/,
};
