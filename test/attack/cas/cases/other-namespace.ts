import { successXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** The right names in another namespace. */
export const hostile: HostileCase = {
  answer: successXml().replace('http://www.yale.edu/tp/cas', 'http://www.yale.edu/tp/other'),
  because: /no cas:serviceResponse/,
};
