import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /events/,
  logoutToken: ({ logoutToken }) =>
    logoutToken((standing) => ({
      ...standing,
      events: { 'https://schemas.openid.net/secevent/risc/event-type/account-disabled': {} },
    })),
};
