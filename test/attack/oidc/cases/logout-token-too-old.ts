import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /too old/,
  logoutToken: ({ logoutToken }) => logoutToken((standing) => ({ ...standing, iat: Number(standing['iat']) - 600 })),
};
