import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /key/,
  logoutToken: ({ behave, logoutToken }) => {
    behave.kid = 'made-up';
    return logoutToken();
  },
};
