import { argon2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { libraryOf } from '../support/institutions.ts';
import { startVestibule } from '../support/vestibule.ts';
import { cpuOf } from './measure.ts';
import type { Serve } from './served.ts';

const cost = { memoryKiB: 19_456, passes: 2, parallelism: 1 };
const derive = promisify(argon2);

/** A library with one user, at the default cost of a password; and that hash alone. */
export const serve: Serve = async (start) => {
  const { password } = start as { password: string };
  const vestibule = await startVestibule({
    institutions: () => [libraryOf({})],
    installation: { passwordHashing: cost },
  });
  await vestibule.seed('demo', [{ primaryIdentifier: 'p0001', password }]);
  const nonce = randomBytes(16);
  const { memoryKiB: memory, passes, parallelism } = cost;
  return {
    url: () => vestibule.url,
    /** @returns CPU milliseconds of so many hashes */
    hashes: (times) =>
      cpuOf(async () => {
        for (let done = 0; done < Number(times); done++) {
          const message = Buffer.from(password);
          await derive('argon2id', { message, nonce, memory, passes, parallelism, tagLength: 32 });
        }
      }),
    close: () => vestibule.close(),
  };
};
