import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /state/,
  back: (address) => address.searchParams.delete('state'),
};
