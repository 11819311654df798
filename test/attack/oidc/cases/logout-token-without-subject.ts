import { type HostileCase, without } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /sub/,
  logoutToken: ({ logoutToken }) => logoutToken((standing) => without('sub', standing)),
};
