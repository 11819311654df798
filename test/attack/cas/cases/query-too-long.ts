import type { HostileCase } from '../hostile-case.ts';

/** A query of ten thousand characters. */
export const hostile: HostileCase = {
  query: ({ state }) => `?state=${state['state']}&ticket=ST-1-a&x=${'a'.repeat(10_000)}`,
  because: /too long/,
};
