import type { HostileMetadata } from '../hostile-metadata.ts';

export const hostile: HostileMetadata = {
  published: ({ signed }) => signed({ locations: [['Redirect', 'http://idp.example/sso']] }),
  refused: /no SingleSignOnService at an https URL/,
};
