import { successXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** A comment splits the user name: a reader of the first text would see `admin`. */
export const hostile: HostileCase = {
  answer: successXml('admin<!-- -->istrator'),
  because: /a comment/,
};
