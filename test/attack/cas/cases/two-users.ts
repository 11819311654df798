import { successXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** Two users in one success. */
export const hostile: HostileCase = {
  answer: successXml('alice</cas:user><cas:user>mallory'),
  because: /not exactly one cas:user/,
};
