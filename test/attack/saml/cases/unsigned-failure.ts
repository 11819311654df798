import { responseXml } from '../../../support/saml-idp.ts';
import type { HostileCase } from '../hostile-case.ts';

/** An unsigned failure that names the victim’s request. */
export const hostile: HostileCase = {
  check: 'status',
  reason: 'credentials',
  message: (stage) =>
    responseXml(
      stage.parts({
        status: 'urn:oasis:names:tc:SAML:2.0:status:Responder urn:oasis:names:tc:SAML:2.0:status:AuthnFailed',
      }),
      '',
    ),
};
