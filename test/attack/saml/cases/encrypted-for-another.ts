import { encryptAssertion } from '../../../support/saml-idp.ts';
import { type HostileCase, signed } from '../hostile-case.ts';

/** Encrypted for another relying party. */
export const hostile: HostileCase = {
  check: 'decryption',
  message: (stage) => encryptAssertion(signed(stage), stage.stranger.keys.certificate),
};
