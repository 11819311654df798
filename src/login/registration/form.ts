// /{slug}/register: what the library asks of somebody who registers. A good form leads on to the code of a letter, or, where
// the upstream vouched for her very address, to the record itself.
import type { Request, Response } from 'express';
import { dayIn } from '../../domain/day.ts';
import { newTraceCode } from '../../resolution/trace-code.ts';
import { offeredLanguages } from '../../web/languages.ts';
import { renderRegister } from '../../web/pages/register.ts';
import type { Visit } from '../../web/visit.ts';
import type { RegistrationDeps } from './deps.ts';
import { finishRegistration } from './finish.ts';
import { type FormProblem, type FormValues, readForm } from './form-values.ts';
import { type Registering, registeringHere } from './found.ts';
import { mayRegister } from './limits.ts';
import { sendRegistrationMail } from './mail.ts';
import { registerCodePath, registerPath } from './paths.ts';
import { isVerified, prefill } from './prefill.ts';

export async function showRegister(deps: RegistrationDeps, visit: Visit, req: Request): Promise<void> {
  const here = await registeringHere(deps, visit, req);
  const { pending, asked } = here;
  const language = asked.has('language') ? { language: visit.language } : {};
  showForm(visit, here, pending.values ?? { ...language, ...prefill(pending.assertion) }, []);
}

export async function submitRegister(deps: RegistrationDeps, req: Request, res: Response, visit: Visit): Promise<void> {
  const here = await registeringHere(deps, visit, req);
  const { id, pending, profile, registration, asked } = here;
  const { institution } = visit;
  const { languages, timeZone } = institution.config;
  const now = deps.clock.now();
  const read = readForm(req, asked, offeredLanguages(languages), dayIn(timeZone, now));
  const proved = provedAddress(here);
  const values: FormValues = proved === undefined ? read.values : { ...read.values, email: proved };
  const problems = read.problems.filter(({ field }) => field !== 'email' || proved === undefined);
  if (problems.length > 0) return showForm(visit, here, values, problems);
  if (!(await mayRegister(deps, visit, registration.limits))) return showForm(visit, here, values, [], true);
  const email = values.email ?? '';
  if (isVerified(pending.assertion, profile.config.verifiesEmail === true, email)) {
    return finishRegistration(deps, req, res, visit, here, values);
  }
  const seconds = deps.registrations.secondsLeft(pending);
  const challenge = await deps.challenges.open(
    {
      institution: institution.slug,
      profile: `register:${profile.config.id}`,
      attemptId: id,
      browser: pending.browser,
    },
    seconds,
  );
  const reference = newTraceCode(deps.random);
  await deps.registrations.replace(here, { values, challenge: challenge.id, reference });
  if (pending.challenge !== undefined) await deps.challenges.end(pending.challenge);
  const asker = {
    at: now,
    source: visit.source.key,
    userAgent: req.get('user-agent'),
    language: visit.language,
    timeZone,
  };
  const wanted = { institution, profile, registration, request: pending.request, challenge, email, seconds, reference };
  deps.afterAnswer.later(() => sendRegistrationMail(deps, { ...wanted, asked: asker }));
  res.redirect(303, registerCodePath(institution.slug, id));
}

/** By mail she proved one address, before she came here: that is the one. */
export function provedAddress({ profile, pending }: Pick<Registering, 'profile' | 'pending'>): string | undefined {
  return profile.config.kind === 'email-link' ? pending.assertion.verifiedEmails[0] : undefined;
}

function showForm(
  visit: Visit,
  here: Registering,
  values: FormValues,
  problems: readonly FormProblem[],
  isTooMany = false,
): void {
  const { slug, config } = visit.institution;
  const { id, profile, registration, asked } = here;
  const proved = provedAddress(here);
  const names = new Intl.DisplayNames([visit.language], { type: 'language', fallback: 'code' });
  const path = registerPath(slug, id);
  const view = {
    action: path,
    profileLabel: visit.text(profile.config.label),
    fields: [...asked].map(([name, how]) => ({
      name,
      value: name === 'email' ? (proved ?? values.email ?? '') : (values[name] ?? ''),
      isRequired: how === 'required',
      isFixed: name === 'email' && proved !== undefined,
      problem: problems.find(({ field }) => field === name)?.why,
    })),
    languages: offeredLanguages(config.languages).map((tag) => ({ tag, name: names.of(tag) ?? tag })),
    terms:
      registration.terms === undefined
        ? undefined
        : { label: visit.text(registration.terms.label), href: visit.text(registration.terms.url) },
    isTooMany,
    cancelHref: `/${slug}/login`,
  };
  const status = isTooMany ? 429 : problems.length > 0 ? 422 : 200;
  visit.send(status, renderRegister(visit.frame(path), view, visit.translate));
}
