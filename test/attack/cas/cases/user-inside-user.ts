import { successXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** A user inside the user. */
export const hostile: HostileCase = {
  answer: successXml('<cas:user>alice</cas:user>'),
  because: /elements inside cas:user/,
};
