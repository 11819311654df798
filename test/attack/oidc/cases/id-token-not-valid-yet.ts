import { claims, type HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /nbf/,
  idToken: claims((standing) => ({ ...standing, nbf: Number(standing['iat']) + 600 })),
};
