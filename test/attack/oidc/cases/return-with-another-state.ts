import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /state/,
  back: (address) => address.searchParams.set('state', 'attempt-1.made-up'),
};
