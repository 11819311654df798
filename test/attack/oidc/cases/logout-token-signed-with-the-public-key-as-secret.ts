import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /alg|JWS/,
  logoutToken: ({ behave, logoutToken }) => {
    behave.algorithm = 'HS256-with-public-key';
    return logoutToken();
  },
};
