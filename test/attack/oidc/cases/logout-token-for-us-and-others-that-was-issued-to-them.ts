import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /azp/,
  logoutToken: ({ clientId, logoutToken }) =>
    logoutToken((standing) => ({ ...standing, aud: [clientId, 'somebody-else'], azp: 'somebody-else' })),
};
