import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /exp/,
  logoutToken: ({ logoutToken }) => logoutToken((standing) => ({ ...standing, exp: Number(standing['iat']) - 90 })),
};
