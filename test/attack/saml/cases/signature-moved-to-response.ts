import { type HostileCase, signed } from '../hostile-case.ts';
import { replaced, signatureOf, without } from '../surgery.ts';

/** The assertion signature, moved to the response. */
export const hostile: HostileCase = {
  check: 'signature-reference',
  message: (stage) => {
    const xml = signed(stage);
    const signature = signatureOf(xml);
    return replaced(without(xml, signature), '<samlp:Status>', `${signature}<samlp:Status>`);
  },
};
