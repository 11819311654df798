import { argon2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { password, pin, seedPatrons, startSip2Library, terminals } from '../support/sip2-library.ts';
import { cpuOf } from './measure.ts';
import type { Serve } from './served.ts';

const cost = { memoryKiB: 19_456, passes: 2, parallelism: 1 };
const derive = promisify(argon2);

/** A library with terminals, at the default cost of a PIN; and that hash alone. */
export const serve: Serve = async () => {
  const library = await startSip2Library(Object.values(terminals), { installation: { passwordHashing: cost } });
  await seedPatrons(library);
  const nonce = randomBytes(16);
  const { memoryKiB: memory, passes, parallelism } = cost;
  return {
    port: () => library.port,
    secrets: () => ({ pin, password }),
    /** @returns CPU milliseconds of so many hashes */
    hashes: (times) =>
      cpuOf(async () => {
        for (let done = 0; done < Number(times); done++) {
          await derive('argon2id', { message: Buffer.from(pin), nonce, memory, passes, parallelism, tagLength: 32 });
        }
      }),
    close: () => library.close(),
  };
};
