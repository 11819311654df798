import type { HostileCase } from '../hostile-case.ts';

/** Ten megabytes of form. */
export const hostile: HostileCase = {
  check: 'size',
  message: () => ({ body: { SAMLResponse: 'A'.repeat(10 * 1024 * 1024) } }),
};
