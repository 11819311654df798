import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /signature/,
  logoutToken: ({ behave, logoutToken }) => {
    behave.otherKey = true;
    return logoutToken();
  },
};
