import { type HostileCase, signed } from '../hostile-case.ts';
import { replaced } from '../surgery.ts';

/** A second SignedInfo in front of the signed one. */
export const hostile: HostileCase = {
  check: 'signature-parts',
  message: (stage) => {
    const xml = signed(stage);
    const info = /<ds:SignedInfo>[\s\S]*<\/ds:SignedInfo>/.exec(xml)?.[0] ?? '';
    return replaced(xml, info, info.replace('_assertion', '_other') + info);
  },
};
