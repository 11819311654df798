import { type HostileCase, signed } from '../hostile-case.ts';

/** A NameID that is encrypted by itself. */
export const hostile: HostileCase = {
  check: 'name-id',
  message: (stage) => signed(stage, { nameId: 'alice</saml:NameID><saml:EncryptedID/><saml:NameID>bob' }),
};
