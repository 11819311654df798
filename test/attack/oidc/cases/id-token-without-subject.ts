import { claims, type HostileCase, without } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /sub/,
  idToken: claims((standing) => without('sub', standing)),
};
