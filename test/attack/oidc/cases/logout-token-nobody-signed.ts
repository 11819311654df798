import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /alg|JWS/,
  logoutToken: ({ behave, logoutToken }) => {
    behave.algorithm = 'none';
    return logoutToken();
  },
};
