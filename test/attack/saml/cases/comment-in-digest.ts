import { type HostileCase, signed } from '../hostile-case.ts';

/** A digest before a comment, and the true one after it. */
export const hostile: HostileCase = {
  check: 'comment',
  message: (stage) => signed(stage).replace('<ds:DigestValue>', '<ds:DigestValue>Zm9yZ2Vk<!-- -->'),
};
