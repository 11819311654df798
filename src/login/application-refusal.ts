import { type ErrorCode, errorCatalogue } from '../domain/errors.ts';
import type { LoginRequest } from '../domain/login.ts';
import { renderFailure } from '../web/pages/failure.ts';
import type { Visit } from '../web/visit.ts';

/** The person is signed in, but this application does not take her: said here, and nothing is released. */
export function showRefusedApplication(visit: Visit, request: LoginRequest, code: ErrorCode, trace: string): void {
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
