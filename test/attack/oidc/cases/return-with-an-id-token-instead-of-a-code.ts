import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /neither code nor error/,
  back: (address) => {
    address.searchParams.set('id_token', 'e30.e30.');
    address.searchParams.delete('code');
  },
};
