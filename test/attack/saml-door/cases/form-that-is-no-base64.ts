import type { HostileCase } from '../hostile-case.ts';

export const hostile: HostileCase = {
  check: 'encoding',
  message: ({ library }) => ({ url: library.sso, fields: { SAMLRequest: '<xml/>' } }),
};
