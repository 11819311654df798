import { responseXml, sign } from '../../../support/saml-idp.ts';
import type { HostileCase } from '../hostile-case.ts';

/** An honest message of another identity provider, answering our request. */
export const hostile: HostileCase = {
  check: 'signature',
  message: (stage) => {
    const { stranger, requestId, now } = stage;
    return sign(responseXml(stranger.answer(requestId, now)), 'Assertion', stranger.keys);
  },
};
