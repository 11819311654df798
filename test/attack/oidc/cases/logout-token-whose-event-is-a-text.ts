import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /events/,
  logoutToken: ({ logoutToken }) =>
    logoutToken((standing) => ({ ...standing, events: 'http://schemas.openid.net/event/backchannel-logout' })),
};
