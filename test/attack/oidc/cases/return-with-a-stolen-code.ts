import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /invalid_grant/,
  back: (address) => address.searchParams.set('code', 'stolen'),
};
