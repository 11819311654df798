import { type HostileCase, without } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /events/,
  logoutToken: ({ logoutToken }) => logoutToken((standing) => without('events', standing)),
};
