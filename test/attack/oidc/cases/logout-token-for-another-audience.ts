import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /aud/,
  logoutToken: ({ logoutToken }) => logoutToken((standing) => ({ ...standing, aud: 'somebody-else' })),
};
