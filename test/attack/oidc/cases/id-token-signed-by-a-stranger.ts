import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /signature/,
  idToken: ({ behave }) => {
    behave.otherKey = true;
  },
};
