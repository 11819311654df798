// The sign-in page: the ways in of an institution, and the form of the one that is open.
import type { LoginAttempt } from '../domain/login.ts';
import type { ProfileRuntime } from '../institutions.ts';
import { renderSignIn } from '../web/pages/sign-in.ts';
import type { FailureView, SignInChoice } from '../web/views.ts';
import type { Visit } from '../web/visit.ts';
import { cancelPath, chooserPath, profilePath } from './paths.ts';

export interface OpenForm {
  readonly profile: ProfileRuntime;
  readonly typedName: string;
  readonly error: FailureView | undefined;
}

export function showSignIn(visit: Visit, attempt: LoginAttempt, status = 200, open?: OpenForm): void {
  const { profiles, config } = visit.institution;
  const form = open ?? onlyForm(visit, attempt);
  const application = config.relyingParties.find(({ id }) => id === attempt.request.relyingParty);
  const view = {
    application: application === undefined ? undefined : visit.text(application.name),
    choices: [...profiles.values()].map((profile) => choice(visit, attempt, profile)),
    form:
      form === undefined
        ? undefined
        : { profile: form.profile.config.id, typedName: form.typedName, error: form.error },
    cancelHref: application === undefined ? undefined : cancelPath(attempt),
  };
  const address = chooserPath(attempt, form?.profile.config.id);
  visit.send(status, renderSignIn(visit.frame(address), view, visit.translate), attempt.request.formActionOrigins);
}

/** An institution with one form profile shows its form beside the buttons of the others. */
function onlyForm(visit: Visit, attempt: LoginAttempt): OpenForm | undefined {
  const [form, ...others] = [...visit.institution.profiles.values()].filter(({ flow }) => flow === 'form');
  if (form === undefined || others.length > 0) return undefined;
  return { profile: form, typedName: attempt.request.loginHint ?? '', error: undefined };
}

function choice(visit: Visit, attempt: LoginAttempt, { config, flow }: ProfileRuntime): SignInChoice {
  return {
    id: config.id,
    label: visit.text(config.label),
    hint: config.hint === undefined ? undefined : visit.text(config.hint),
    href: profilePath(attempt, config.id),
    flow,
  };
}
