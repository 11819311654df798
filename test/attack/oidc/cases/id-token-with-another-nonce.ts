import { claims, type HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /nonce/,
  idToken: claims((standing) => ({ ...standing, nonce: 'of-another-sign-in' })),
};
