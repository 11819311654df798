import type { HostileMetadata } from '../hostile-metadata.ts';

export const hostile: HostileMetadata = {
  published: ({ signed }) => signed({ extensions: '<x><![CDATA[<y/>]]></x>' }),
  refused: /cdata: /,
};
