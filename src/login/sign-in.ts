// Step 6 for a person who is known: a session under a new id, in her browser. That she was let in stands in the audit
// already, with the trace that explains it.
import type { Assertion } from '../domain/assertion.ts';
import type { Identifier } from '../domain/identifier.ts';
import type { LoginRequest } from '../domain/login.ts';
import type { Session } from '../domain/session.ts';
import type { UserSummary } from '../domain/user.ts';
import type { Visit } from '../web/visit.ts';
import type { LoginDeps } from './deps.ts';
import { proofContext } from './proof-context.ts';

export interface KnownPerson {
  readonly user: UserSummary;
  readonly identifier: Identifier;
  readonly assertion: Assertion;
  /** Code of the trace that explains it. */
  readonly trace: string;
  /** The upstream may say later that its session is over. */
  readonly upstreamMayEnd?: boolean | undefined;
}

export async function signIn(deps: LoginDeps, visit: Visit, request: LoginRequest, who: KnownPerson): Promise<Session> {
  const institution = visit.institution.slug;
  const told = { ...who, assertion: withContext(visit, who.assertion) };
  const { session, secret } = await deps.sessions.establish({ institution, ...told }, visit.limits);
  // Last: an answer that says the sign-in failed must not carry the session all the same.
  await visit.replaceSession(secret, async (ended) => {
    // Somebody else's applications are hers no more; her own are told of the end of the session that she goes on in.
    if (ended.userId === session.userId) await deps.telling.carryOver(ended, session);
    else deps.telling.tellLater(ended, request.returnTo.door);
    await deps.journal.audit({
      at: deps.clock.now(),
      institution,
      action: 'session-replaced',
      actor: session.userId,
      via: request.returnTo.door,
      userId: ended.userId,
      trace: ended.trace,
      detail: { profile: ended.profile, by: session.trace },
    });
  });
  visit.rememberMethod(session.profile);
  return session;
}

function withContext(visit: Visit, assertion: Assertion): Assertion {
  const context = proofContext(assertion, visit.institution.profiles.get(assertion.profile)?.config);
  return context === undefined ? assertion : { ...assertion, context };
}
