import type { HostileCase } from '../hostile-case.ts';

/** No state. */
export const hostile: HostileCase = {
  query: () => '?ticket=ST-1-a',
  because: /another attempt/,
};
