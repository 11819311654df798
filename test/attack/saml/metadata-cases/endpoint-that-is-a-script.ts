import type { HostileMetadata } from '../hostile-metadata.ts';

export const hostile: HostileMetadata = {
  published: ({ signed }) => signed({ locations: [['Redirect', 'javascript:alert(1)//https://idp.example']] }),
  refused: /no SingleSignOnService at an https URL/,
};
