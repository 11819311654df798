import { responseXml, sign, signing } from '../../../support/saml-idp.ts';
import type { HostileCase } from '../hostile-case.ts';

/** Signed with RSA-SHA1 by the right key. */
export const hostile: HostileCase = {
  check: 'algorithm',
  message: (stage) => sign(responseXml(stage.parts()), 'Assertion', stage.idp.keys, { algorithm: signing.rsaSha1 }),
};
