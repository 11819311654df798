import { type HostileCase, signed } from '../hostile-case.ts';
import { replaced } from '../surgery.ts';

/** An external entity as NameID. */
export const hostile: HostileCase = {
  check: 'doctype',
  message: (stage) =>
    '<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/passwd">]>' + replaced(signed(stage), 'alice@', '&file;@'),
};
