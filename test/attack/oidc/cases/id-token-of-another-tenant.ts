import { claims, entra, entraClaims, type HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /another directory/,
  ...entra,
  idToken: claims(entraClaims({ tid: '22222222-2222-4333-8444-555555555555' })),
};
