import type { HostileCase } from '../hostile-case.ts';

/** A form parser made an object of the parameter. */
export const hostile: HostileCase = {
  check: 'parameter',
  message: () => ({ body: { SAMLResponse: { length: 5 } } }),
};
