import { responseXml } from '../../../support/saml-idp.ts';
import type { HostileCase } from '../hostile-case.ts';

/** Neither the response nor the assertion is signed. */
export const hostile: HostileCase = {
  check: 'unsigned',
  message: (stage) => responseXml(stage.parts({ nameId: 'mallory' })),
};
