import type { HostileCase } from '../hostile-case.ts';

/** A ticket of a thousand characters. */
export const hostile: HostileCase = {
  query: ({ state }) => `?state=${state['state']}&ticket=ST-${'a'.repeat(1000)}`,
  because: /no service ticket/,
};
