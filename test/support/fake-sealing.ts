// Sealing that hides nothing worth hiding: it tells a changed text, another purpose and another key, as the real one.
import { createHmac } from 'node:crypto';
import { VestibuleError } from '../../src/domain/errors.ts';
import type { Sealing } from '../../src/domain/ports/sealing.ts';

export function fakeSealing(master = 'a master key of tests'): Sealing {
  const hash = (purpose: string, value: string) =>
    createHmac('sha256', master).update(`${purpose}\n${value}`).digest('base64url');
  return {
    hash,
    seal: (purpose, plain) => `${hash(purpose, plain)}.${Buffer.from(plain).toString('base64url')}`,
    open: (purpose, sealed) => {
      const [mark, body = ''] = sealed.split('.');
      const plain = Buffer.from(body, 'base64url').toString();
      if (mark !== hash(purpose, plain)) throw new VestibuleError('VST_SEAL_BROKEN', 'The seal is broken');
      return plain;
    },
  };
}
