import { type HostileCase, signed } from '../hostile-case.ts';

/** A CDATA section inside the NameID. */
export const hostile: HostileCase = {
  check: 'cdata',
  message: (stage) => signed(stage, { nameId: 'alice@campus.example<![CDATA[.evil.example]]>' }),
};
