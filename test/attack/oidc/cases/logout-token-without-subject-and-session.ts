import { type HostileCase, without } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /neither a person nor a session/,
  logoutToken: ({ logoutToken }) => logoutToken((standing) => without('sub', without('sid', standing))),
};
