import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /repeats code/,
  back: (address) => address.searchParams.append('code', 'second'),
};
