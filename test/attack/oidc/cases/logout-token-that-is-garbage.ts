import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /JWT|JWS|token/,
  logoutToken: () => 'a.b.c',
};
