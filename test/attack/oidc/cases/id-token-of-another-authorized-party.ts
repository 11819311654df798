import { claims, type HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /azp/,
  idToken: claims((standing) => ({ ...standing, aud: [standing['aud'], 'somebody-else'], azp: 'somebody-else' })),
};
