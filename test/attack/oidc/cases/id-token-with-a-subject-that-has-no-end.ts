import { claims, type HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /names nobody/,
  idToken: claims((standing) => ({ ...standing, sub: 'a'.repeat(256) })),
};
