import { type HostileCase, signed } from '../hostile-case.ts';

/** Two NameIDs in one subject. */
export const hostile: HostileCase = {
  check: 'name-id',
  message: (stage) => signed(stage, { nameId: 'alice@campus.example</saml:NameID><saml:NameID>mallory' }),
};
