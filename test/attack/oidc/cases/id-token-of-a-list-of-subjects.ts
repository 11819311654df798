import { claims, type HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /sub/,
  idToken: claims((standing) => ({ ...standing, sub: ['ada', 'eve'] })),
};
