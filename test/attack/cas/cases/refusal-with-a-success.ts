import { successXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** Status 403, with a success in its body. */
export const hostile: HostileCase = {
  answer: { status: 403, body: successXml() },
  because: /answered 403/,
};
