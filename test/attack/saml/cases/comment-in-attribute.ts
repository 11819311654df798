import { type HostileCase, signed } from '../hostile-case.ts';

/** A comment that cuts an attribute value short. */
export const hostile: HostileCase = {
  check: 'comment',
  message: (stage) => signed(stage, { attributes: [{ name: 'studentNumber', values: ['S-1<!-- -->001'] }] }),
};
