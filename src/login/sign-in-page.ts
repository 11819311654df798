// The sign-in page: the ways in that an attempt may take, the one used last first, and the form of the one that is open.
import type { LoginAttempt } from '../domain/login.ts';
import type { ProfileRuntime } from '../institutions.ts';
import { renderSignIn } from '../web/pages/sign-in.ts';
import type { FailureView, SignInChoice, SignInView } from '../web/views.ts';
import type { Visit } from '../web/visit.ts';
import { listedProfiles } from './known-ways.ts';
import { cancelPath, chooserPath, profilePath } from './paths.ts';
import { readableMax, seek, shownMax } from './seeking.ts';

export interface OpenForm {
  readonly profile: ProfileRuntime;
  readonly typedName: string;
  readonly error: FailureView | undefined;
}

/** @param typed what the person seeks among many ways in */
export function showSignIn(visit: Visit, attempt: LoginAttempt, status = 200, open?: OpenForm, typed = ''): void {
  const listed = listedProfiles(visit, attempt);
  const found = seek(listed, typed);
  const shown = found.slice(0, shownMax);
  const form = open ?? (typed === '' ? onlyForm(listed, attempt) : undefined);
  const last = lastUsed(visit, listed, open, typed);
  const first = [form?.profile, last].filter((profile) => profile !== undefined);
  const application = visit.institution.config.relyingParties.find(({ id }) => id === attempt.request.relyingParty);
  const address = chooserPath(attempt, open?.profile.config.id);
  const view: SignInView = {
    application: application === undefined ? undefined : visit.text(application.name),
    choices: [...first.filter((profile) => !shown.includes(profile)), ...shown].map((profile) =>
      choice(visit, attempt, profile),
    ),
    last: last === undefined ? undefined : { id: last.config.id, forgetHref: `${chooserPath(attempt)}&forget=1` },
    search:
      listed.length <= readableMax
        ? undefined
        : {
            action: `/${visit.institution.slug}/login`,
            fields: { attempt: attempt.id },
            typed,
            hasFound: found.length > 0,
            more: found.length - shown.length,
            allHref: chooserPath(attempt),
          },
    form:
      form === undefined
        ? undefined
        : { profile: form.profile.config.id, typedName: form.typedName, error: form.error },
    cancelHref: application === undefined ? undefined : cancelPath(attempt),
  };
  visit.send(status, renderSignIn(visit.frame(address), view, visit.translate), attempt.request.formActionOrigins);
}

/** An institution with one form profile shows its form beside the buttons of the others. */
function onlyForm(listed: readonly ProfileRuntime[], attempt: LoginAttempt): OpenForm | undefined {
  const [form, ...others] = listed.filter(({ flow }) => flow === 'form');
  if (form === undefined || others.length > 0) return undefined;
  return { profile: form, typedName: attempt.request.loginHint ?? '', error: undefined };
}

/** Where she has opened a form of another way, nothing is put before that. */
function lastUsed(
  visit: Visit,
  listed: readonly ProfileRuntime[],
  open: OpenForm | undefined,
  typed: string,
): ProfileRuntime | undefined {
  const id = visit.lastMethod();
  if (listed.length < 2 || typed !== '' || open?.error !== undefined) return undefined;
  return listed.find((profile) => profile.config.id === id && (open === undefined || open.profile === profile));
}

function choice(visit: Visit, attempt: LoginAttempt, profile: ProfileRuntime): SignInChoice {
  const { config, flow } = profile;
  return {
    id: config.id,
    label: visit.text(config.label),
    hint: config.hint === undefined ? undefined : visit.text(config.hint),
    href: profilePath(attempt, config.id),
    flow,
    isAway: visit.seemsAway(profile),
  };
}
