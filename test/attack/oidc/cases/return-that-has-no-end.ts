import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /too long/,
  back: (address) => address.searchParams.set('session_state', 'x'.repeat(9000)),
};
