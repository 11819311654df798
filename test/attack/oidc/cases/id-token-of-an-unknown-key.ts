import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /key/,
  idToken: ({ behave }) => {
    behave.kid = 'made-up';
  },
};
