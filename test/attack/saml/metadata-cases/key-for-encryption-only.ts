import type { HostileMetadata } from '../hostile-metadata.ts';

export const hostile: HostileMetadata = {
  published: ({ signed, idp }) => signed({ keys: [[idp.keys.certificate, 'encryption']] }),
  refused: /no signing key/,
};
