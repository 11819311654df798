import { successXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** Elements inside the user name: a reader of the first text would see `alice`. */
export const hostile: HostileCase = {
  answer: successXml('alice<cas:x>mallory</cas:x>'),
  because: /elements inside cas:user/,
};
