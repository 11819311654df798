import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /crit/,
  idToken: ({ behave }) => {
    behave.header = (header) => ({ ...header, crit: ['b64'], b64: false });
  },
};
