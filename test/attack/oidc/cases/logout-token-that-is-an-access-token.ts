import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /typ/,
  logoutToken: ({ behave, logoutToken }) => {
    behave.header = (header) => ({ ...header, typ: 'at+jwt' });
    return logoutToken();
  },
};
