import { type HostileCase, signed } from '../hostile-case.ts';
import { appended, replaced, signatureOf } from '../surgery.ts';

/** A signature with an Object that holds more XML. */
export const hostile: HostileCase = {
  check: 'signature-parts',
  message: (stage) => {
    const xml = signed(stage);
    const signature = signatureOf(xml);
    return replaced(xml, signature, appended(signature, '<ds:Object><hidden/></ds:Object>'));
  },
};
