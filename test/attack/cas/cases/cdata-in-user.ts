import { successXml } from '../../../support/cas-bench.ts';
import type { HostileCase } from '../hostile-case.ts';

/** CDATA in the user name. */
export const hostile: HostileCase = {
  answer: successXml('<![CDATA[alice]]>'),
  because: /CDATA/,
};
