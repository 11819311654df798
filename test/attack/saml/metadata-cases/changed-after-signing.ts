import type { HostileMetadata } from '../hostile-metadata.ts';

export const hostile: HostileMetadata = {
  published: ({ signed }) => signed().replace('https://idp.example/sso', 'https://evil.example/sso'),
  refused: /no valid signature/,
};
