import { claims, entra, entraClaims, type HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /iss/,
  ...entra,
  idToken: claims(entraClaims({ iss: 'https://login.microsoftonline.com/22222222-2222-4333-8444-555555555555/v2.0' })),
};
