import { responseXml, sign } from '../../../support/saml-idp.ts';
import type { HostileCase } from '../hostile-case.ts';

/** Signed by a stranger, whose certificate comes along in KeyInfo. */
export const hostile: HostileCase = {
  check: 'signature',
  message: (stage) => sign(responseXml(stage.parts({ nameId: 'mallory' })), 'Assertion', stage.stranger.keys),
};
