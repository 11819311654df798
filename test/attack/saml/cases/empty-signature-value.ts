import { type HostileCase, signed } from '../hostile-case.ts';

/** An empty SignatureValue. */
export const hostile: HostileCase = {
  check: 'signature-parts',
  message: (stage) => signed(stage).replace(/<ds:SignatureValue>[^<]*/, '<ds:SignatureValue>'),
};
