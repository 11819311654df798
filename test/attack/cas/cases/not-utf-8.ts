import { successXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** Text in another encoding, as it arrives when it is read as UTF-8. */
export const hostile: HostileCase = {
  answer: successXml('al\uFFFDce'),
  because: /not UTF-8/,
};
