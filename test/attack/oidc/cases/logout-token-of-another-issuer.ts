import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /iss/,
  logoutToken: ({ logoutToken }) => logoutToken((standing) => ({ ...standing, iss: 'https://evil.example' })),
};
