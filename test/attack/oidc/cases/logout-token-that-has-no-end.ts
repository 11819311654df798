import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /too long/,
  logoutToken: () => 'x'.repeat(20_000),
};
