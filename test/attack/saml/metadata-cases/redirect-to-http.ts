import type { HostileMetadata } from '../hostile-metadata.ts';

export const hostile: HostileMetadata = {
  published: () => ({ status: 302, headers: { location: 'http://evil.example/metadata' } }),
  refused: /redirect/,
};
