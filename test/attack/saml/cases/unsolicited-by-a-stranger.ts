import { responseXml, sign } from '../../../support/saml-idp.ts';
import type { HostileCase } from '../hostile-case.ts';

/** Somebody else signs, in the name of the identity provider. */
export const hostile: HostileCase = {
  check: 'signature',
  settings: { options: { allowIdpInitiated: true } },
  message: (stage) =>
    sign(
      responseXml(stage.parts({ inResponseTo: null, confirmedInResponseTo: null })),
      'Assertion',
      stage.stranger.keys,
    ),
};
