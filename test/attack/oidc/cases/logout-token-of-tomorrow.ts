import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /time to come/,
  logoutToken: ({ logoutToken }) =>
    logoutToken((standing) => ({
      ...standing,
      iat: Number(standing['iat']) + 600,
      exp: Number(standing['iat']) + 900,
    })),
};
