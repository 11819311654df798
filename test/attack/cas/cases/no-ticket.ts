import type { HostileCase } from '../hostile-case.ts';

/** No ticket, to a sign-in that had to ask. */
export const hostile: HostileCase = {
  query: ({ state }) => `?state=${state['state']}`,
  because: /no ticket/,
};
