import { type HostileCase, signed } from '../hostile-case.ts';

/** A RelayState that names the victim’s attempt, under an answer to nothing. */
export const hostile: HostileCase = {
  check: 'in-response-to',
  message: (stage) => {
    const xml = signed(stage, { inResponseTo: '_never', confirmedInResponseTo: '_never' });
    return { body: { SAMLResponse: Buffer.from(xml).toString('base64'), RelayState: 'victim' } };
  },
};
