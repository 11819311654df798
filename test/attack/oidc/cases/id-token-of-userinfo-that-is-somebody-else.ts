import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /sub/,
  idToken: ({ behave }) => {
    behave.userinfoSubject = 'eve';
  },
};
