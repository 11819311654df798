import { type HostileCase, signed } from '../hostile-case.ts';
import { replaced } from '../surgery.ts';

/** Bytes that two decoders would read as different text. */
export const hostile: HostileCase = {
  check: 'utf-8',
  message: (stage) => {
    const bytes = Buffer.from(replaced(signed(stage), 'alice@', 'al\u00ffce@'), 'latin1');
    return { body: { SAMLResponse: bytes.toString('base64') } };
  },
};
