import { successXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** Another root. */
export const hostile: HostileCase = {
  answer: successXml().replaceAll('serviceResponse', 'serviceRequest'),
  because: /no cas:serviceResponse/,
};
