// Message 93: a terminal names itself. Guessing is made slow, for everybody behind one address, and ends the connection.
import type { Institution } from '../../institutions.ts';
import type { Sip2DoorDeps } from './deps.ts';
import type { SipRequest } from './request.ts';
import { type Terminal, terminalOf } from './terminals.ts';

const failureSpace = 'sip2-logins';
const windowSeconds = 60;
const slowAfter = 5;
const pauseStepMs = 200;
const pauseMaxMs = 3000;

/** Neither of the two algorithms of the standard is defined: only plain text is. */
const plainText = '00';

export async function logIn(
  deps: Sip2DoorDeps,
  { fixed, fields }: SipRequest,
  address: string,
  institutions: readonly Institution[],
): Promise<Terminal | undefined> {
  const from = deps.sealing.hash('sip2-address', address);
  const { count } = await deps.ephemeral.count(failureSpace, from, 0, windowSeconds);
  // Before the password is looked at: a right one is slowed as well, and tells nothing.
  if (count > slowAfter) await deps.wait(Math.min(pauseMaxMs, pauseStepMs * (count - slowAfter)));
  const login = { user: fields.get('CN') ?? '', password: fields.get('CO') ?? '', location: fields.get('CP') };
  const found = fixed === plainText ? terminalOf(login, address, institutions, deps.secrets) : undefined;
  if (found === undefined) await deps.ephemeral.count(failureSpace, from, 1, windowSeconds);
  return found;
}
