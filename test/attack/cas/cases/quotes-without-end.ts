import { successXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** An attribute that never ends: nothing is scanned twice for it. */
export const hostile: HostileCase = {
  answer: successXml('alice', `<cas:a ${'b="'.repeat(20_000)}`),
  because: /no well-formed XML/,
};
