import { type HostileCase, without } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /jti/,
  logoutToken: ({ logoutToken }) => logoutToken((standing) => without('jti', standing)),
};
