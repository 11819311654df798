import { type HostileCase, signed } from '../hostile-case.ts';
import { replaced, signatureOf } from '../surgery.ts';

/** Two signatures of one assertion. */
export const hostile: HostileCase = {
  check: 'signature-place',
  message: (stage) => {
    const xml = signed(stage);
    const signature = signatureOf(xml);
    return replaced(xml, signature, signature + signature);
  },
};
