import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /nonce/,
  logoutToken: ({ logoutToken }) => logoutToken((standing) => ({ ...standing, nonce: 'x' })),
};
