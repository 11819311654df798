import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /sub/,
  logoutToken: ({ logoutToken }) => logoutToken((standing) => ({ ...standing, sub: ['ada', 'grace'] })),
};
