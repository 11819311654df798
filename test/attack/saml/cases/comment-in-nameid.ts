import { type HostileCase, signed } from '../hostile-case.ts';

/** A comment that cuts the NameID short for a reader of the first text node. */
export const hostile: HostileCase = {
  check: 'comment',
  message: (stage) => signed(stage, { nameId: 'alice@campus.example<!-- -->.evil.example' }),
};
