// Whether somebody who is signed in already is what an application asks for. The login flow and the doors ask the same.
import type { LoginRequest } from './login.ts';
import type { Session } from './session.ts';

export type Demands = Pick<LoginRequest, 'profile' | 'profiles' | 'contexts' | 'needsContext' | 'maxAgeSeconds'>;

/** Demands of where she came from and how she proved who she is; how long ago is another matter. */
export function isOfRightKind(session: Pick<Session, 'profile' | 'context'>, demands: Demands): boolean {
  if (demands.profile !== undefined && demands.profile !== session.profile) return false;
  if (demands.profiles !== undefined && !demands.profiles.includes(session.profile)) return false;
  return meetsContext(session, demands);
}

/** A context that is only wished for stands in nobody's way. */
export function meetsContext(
  { context }: Pick<Session, 'context'>,
  { contexts = [], needsContext = false }: Pick<Demands, 'contexts' | 'needsContext'>,
): boolean {
  return !needsContext || (context !== undefined && contexts.includes(context));
}

/** Whether a standing session answers by itself. @param now epoch milliseconds */
export function answers(session: Session, request: Demands & Pick<LoginRequest, 'forceAuthn'>, now: number): boolean {
  if (request.forceAuthn || !isOfRightKind(session, request)) return false;
  return request.maxAgeSeconds === undefined || now - session.authenticatedAt <= request.maxAgeSeconds * 1000;
}
