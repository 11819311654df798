import type { HostileCase } from '../hostile-case.ts';

/** XML in the ticket. */
export const hostile: HostileCase = {
  query: ({ state }) => `?state=${state['state']}&ticket=ST-1-%3Ccas:user%3Ealice`,
  because: /no service ticket/,
};
