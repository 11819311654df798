import type { HostileMetadata } from '../hostile-metadata.ts';

export const hostile: HostileMetadata = {
  published: ({ signed }) =>
    signed().replace('</md:EntityDescriptor>', `${'<x/>'.repeat(20_000)}</md:EntityDescriptor>`),
  refused: /elements: more than 10000/,
};
