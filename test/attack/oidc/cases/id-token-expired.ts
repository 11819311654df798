import { claims, type HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /exp/,
  idToken: claims((standing) => ({ ...standing, exp: Number(standing['iat']) - 90 })),
};
