import { claims, entra, entraClaims, type HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /\(oid\)/,
  ...entra,
  idToken: claims(entraClaims({ oid: undefined })),
};
