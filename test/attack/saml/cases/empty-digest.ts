import { type HostileCase, signed } from '../hostile-case.ts';

/** An empty DigestValue. */
export const hostile: HostileCase = {
  check: 'signature-parts',
  message: (stage) => signed(stage).replace(/<ds:DigestValue>[^<]*/, '<ds:DigestValue>'),
};
