import { type HostileCase, signed } from '../hostile-case.ts';

/** An assertion under a status of failure. */
export const hostile: HostileCase = {
  check: 'status',
  message: (stage) => signed(stage, { status: 'urn:oasis:names:tc:SAML:2.0:status:Responder' }),
};
