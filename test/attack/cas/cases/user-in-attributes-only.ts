import { answerXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** The only user is an attribute. */
export const hostile: HostileCase = {
  answer: answerXml(
    '<cas:authenticationSuccess><cas:attributes><cas:user>alice</cas:user></cas:attributes></cas:authenticationSuccess>',
  ),
  because: /not exactly one cas:user/,
};
