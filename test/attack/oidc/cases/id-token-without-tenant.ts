import { claims, entra, entraClaims, type HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /another directory/,
  ...entra,
  idToken: claims(entraClaims({ tid: undefined })),
};
