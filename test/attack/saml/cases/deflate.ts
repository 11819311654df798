import { deflateRawSync } from 'node:zlib';
import type { HostileCase } from '../hostile-case.ts';

/** A compressed message that would grow to a hundred megabytes. */
export const hostile: HostileCase = {
  check: 'utf-8',
  message: () => ({ body: { SAMLResponse: deflateRawSync(Buffer.alloc(100 * 1024 * 1024, 'A')).toString('base64') } }),
};
