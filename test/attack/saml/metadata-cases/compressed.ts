import type { HostileMetadata } from '../hostile-metadata.ts';

export const hostile: HostileMetadata = {
  published: ({ signed }) => ({ body: signed(), headers: { 'content-encoding': 'gzip' } }),
  refused: /encoding/,
};
