import { claims, type HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /aud/,
  idToken: claims((standing) => ({ ...standing, aud: 'somebody-else' })),
};
