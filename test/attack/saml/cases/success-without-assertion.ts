import { responseXml, sign } from '../../../support/saml-idp.ts';
import type { HostileCase } from '../hostile-case.ts';

/** A success that says nothing of anybody. */
export const hostile: HostileCase = {
  check: 'assertions',
  message: (stage) => sign(responseXml(stage.parts(), ''), 'Response', stage.idp.keys),
};
