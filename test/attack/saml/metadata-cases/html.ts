import type { HostileMetadata } from '../hostile-metadata.ts';

export const hostile: HostileMetadata = {
  published: () => ({ body: '<!DOCTYPE html><html><body>Sign in to the wireless network</body></html>' }),
  refused: /an HTML page/,
};
