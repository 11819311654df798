import { type HostileCase, signed } from '../hostile-case.ts';

/** A NameID of blanks. */
export const hostile: HostileCase = {
  check: 'name-id',
  message: (stage) => signed(stage, { nameId: '   ' }),
};
