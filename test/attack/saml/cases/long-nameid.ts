import { type HostileCase, signed } from '../hostile-case.ts';

/** A NameID of ten thousand characters. */
export const hostile: HostileCase = {
  check: 'name-id',
  message: (stage) => signed(stage, { nameId: 'a'.repeat(10_000) }),
};
