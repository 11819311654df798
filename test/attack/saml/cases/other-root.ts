import { type HostileCase, signed } from '../hostile-case.ts';

/** A LogoutResponse where a Response is due. */
export const hostile: HostileCase = {
  check: 'root',
  message: (stage) => signed(stage).replaceAll('samlp:Response', 'samlp:LogoutResponse'),
};
