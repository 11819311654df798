// The page of a login that ended without a session: a plain sentence, what to do next, and the code to quote.
import { type ErrorCode, errorCatalogue } from '../domain/errors.ts';
import type { LoginAttempt } from '../domain/login.ts';
import { renderFailure } from '../web/pages/failure.ts';
import type { FailureAction } from '../web/views.ts';
import type { Visit } from '../web/visit.ts';
import type { LoginDeps } from './deps.ts';
import { takenProfiles } from './known-ways.ts';
import { cancelPath, chooserPath, profilePath } from './paths.ts';

/**
 * @param ended the attempt that failed; the page's links go on with a new one that asks for the same
 * @param best what else she can do, before all the rest
 */
export async function showFailure(
  deps: LoginDeps,
  visit: Visit,
  ended: LoginAttempt | undefined,
  code: ErrorCode,
  reference: string,
  failedWith?: LoginAttempt['failedWith'],
  best: readonly FailureAction[] = [],
): Promise<void> {
  const next = ended === undefined ? undefined : await renew(deps, ended, failedWith);
  const further = next === undefined ? startAgain(visit) : actionsOf(visit, next, code, failedWith);
  const actions = [...best, ...further];
  const address = next === undefined ? `/${visit.institution.slug}/login` : chooserPath(next);
  const view = { code, reference: reference === '' ? undefined : reference, actions };
  const html = renderFailure(visit.frame(address), view, visit.translate);
  visit.send(errorCatalogue[code].status, html, next?.request.formActionOrigins);
}

async function renew(
  deps: LoginDeps,
  ended: LoginAttempt,
  failedWith: LoginAttempt['failedWith'],
): Promise<LoginAttempt> {
  const next: LoginAttempt = {
    ...deps.attempts.create(ended.request, ended.browser),
    failedWith,
    failedProfile: ended.profile,
  };
  await deps.attempts.save(next);
  return next;
}

/** She proved who she is, and her record says no: the same way again ends the same. */
const sameAgain = /^VST_(?:NOT_KNOWN_HERE|AMBIGUOUS|IDENTIFIER_|USER_)/;

/** Best first. */
function actionsOf(
  visit: Visit,
  next: LoginAttempt,
  code: ErrorCode,
  failedWith: LoginAttempt['failedWith'],
): FailureAction[] {
  const profiles = takenProfiles(visit, next);
  const again: FailureAction = { type: 'try-again', href: chooserPath(next, next.request.profile) };
  const isVain = sameAgain.test(code) && profiles.length > 1;
  const actions: FailureAction[] = isVain ? [] : [again];
  const password = profiles.find(({ config }) => config.kind === 'password');
  if (password !== undefined && failedWith !== undefined) {
    actions.push({ type: 'use-library-password', href: profilePath(next, password.config.id) });
  }
  if (profiles.length > 1) actions.push({ type: 'other-method', href: chooserPath(next) });
  if (next.request.relyingParty !== undefined) actions.push({ type: 'back-to-application', href: cancelPath(next) });
  return actions;
}

function startAgain(visit: Visit): FailureAction[] {
  return [{ type: 'try-again', href: `/${visit.institution.slug}/login` }];
}
