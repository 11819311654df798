import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /empty/,
  logoutToken: () => '',
};
