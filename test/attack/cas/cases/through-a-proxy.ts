import { answerXml, successOf } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** A ticket that an application between them got for her. */
export const hostile: HostileCase = {
  answer: answerXml(
    successOf('alice').replace(
      '</cas:authenticationSuccess>',
      '<cas:proxies><cas:proxy>https://portal.example/</cas:proxy></cas:proxies></cas:authenticationSuccess>',
    ),
  ),
  because: /came by a proxy/,
};
