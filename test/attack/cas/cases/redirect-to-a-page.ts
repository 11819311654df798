import { successXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** A redirect that was not followed, with a success in its body. */
export const hostile: HostileCase = {
  answer: { status: 302, body: successXml() },
  because: /answered 302/,
};
