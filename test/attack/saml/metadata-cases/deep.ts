import type { HostileMetadata } from '../hostile-metadata.ts';

export const hostile: HostileMetadata = {
  published: ({ signed }) =>
    signed().replace('</md:EntityDescriptor>', `${'<x>'.repeat(5000)}${'</x>'.repeat(5000)}</md:EntityDescriptor>`),
  refused: /depth: /,
};
