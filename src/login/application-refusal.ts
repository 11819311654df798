import { type ErrorCode, errorCatalogue } from '../domain/errors.ts';
import type { LoginRequest } from '../domain/login.ts';
import type { Session } from '../domain/session.ts';
import { renderFailure } from '../web/pages/failure.ts';
import type { Visit } from '../web/visit.ts';
import type { LoginDeps } from './deps.ts';

/** The person is signed in, but this application does not take her: written down, said here, and nothing is released. */
export async function refuseForApplication(
  { journal, clock }: Pick<LoginDeps, 'journal' | 'clock'>,
  visit: Visit,
  request: LoginRequest,
  code: ErrorCode,
  { userId, trace }: Session,
): Promise<void> {
  const { door } = request.returnTo;
  await journal.audit({
    at: clock.now(),
    institution: visit.institution.slug,
    action: 'release-refused',
    actor: userId,
    via: door,
    userId,
    relyingParty: request.relyingParty,
    trace,
    detail: { outcome: code, door },
  });
  const me = `/${visit.institution.slug}/me`;
  const view = {
    code,
    reference: trace === '' ? undefined : trace,
    actions: [{ type: 'my-sign-in' as const, href: me }],
  };
  visit.send(
    errorCatalogue[code].status,
    renderFailure(visit.frame(me), view, visit.translate),
    request.formActionOrigins,
  );
}
