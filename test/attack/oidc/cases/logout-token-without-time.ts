import { type HostileCase, without } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /iat/,
  logoutToken: ({ logoutToken }) => logoutToken((standing) => without('iat', standing)),
};
