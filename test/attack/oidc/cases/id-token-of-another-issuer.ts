import { claims, type HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /iss/,
  idToken: claims((standing) => ({ ...standing, iss: 'https://evil.example' })),
};
