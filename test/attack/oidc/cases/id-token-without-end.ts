import { claims, type HostileCase, without } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /exp/,
  idToken: claims((standing) => without('exp', standing)),
};
