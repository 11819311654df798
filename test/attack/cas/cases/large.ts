import { successXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** Five hundred thousand characters. */
export const hostile: HostileCase = {
  answer: successXml('alice', `<cas:a>${'x'.repeat(500_000)}</cas:a>`),
  because: /more than 262144 characters/,
};
