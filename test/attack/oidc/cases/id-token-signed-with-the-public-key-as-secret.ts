import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /alg|JWS/,
  idToken: ({ behave }) => {
    behave.algorithm = 'HS256-with-public-key';
  },
};
