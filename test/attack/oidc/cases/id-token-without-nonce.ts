import { claims, type HostileCase, without } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /nonce/,
  idToken: claims((standing) => without('nonce', standing)),
};
