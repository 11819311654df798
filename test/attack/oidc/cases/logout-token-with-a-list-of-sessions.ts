import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /sid/,
  logoutToken: ({ logoutToken }) => logoutToken((standing) => ({ ...standing, sid: ['upstream-session', 'another'] })),
};
