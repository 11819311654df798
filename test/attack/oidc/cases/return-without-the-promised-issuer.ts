import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /iss/,
  back: (address) => address.searchParams.delete('iss'),
};
