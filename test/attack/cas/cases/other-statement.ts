import { answerXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** A statement of another kind. */
export const hostile: HostileCase = {
  answer: answerXml('<cas:proxySuccess><cas:user>alice</cas:user></cas:proxySuccess>'),
  because: /neither cas:authenticationSuccess/,
};
