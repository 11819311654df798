// She proved the account and the address: the record is made, once, and the same resolution as always says that it is she.
import type { Request, Response } from 'express';
import { type SelfRegistered, selfRegister } from '../../directory/management/self-register.ts';
import type { Assertion } from '../../domain/assertion.ts';
import { dayIn } from '../../domain/day.ts';
import { dayAfter } from '../../domain/period.ts';
import type { Resolved, TraceStep } from '../../domain/resolution.ts';
import { codeOf } from '../../resolution/outcome-code.ts';
import type { Visit } from '../../web/visit.ts';
import { showFailure } from '../failure.ts';
import { goOn } from '../go-on.ts';
import { signIn } from '../sign-in.ts';
import type { RegistrationDeps } from './deps.ts';
import type { FormValues } from './form-values.ts';
import type { Registering } from './found.ts';
import { writeToKnown } from './mail.ts';
import { describedBy } from './self-description.ts';
import { sendWelcome } from './welcome.ts';

type Finished =
  | {
      readonly type: 'resolved';
      readonly resolved: Resolved;
      readonly assertion: Assertion;
      readonly steps: readonly TraceStep[];
    }
  | { readonly type: 'known'; readonly steps: readonly TraceStep[] };

/** @param values fit, and their address proved */
export async function finishRegistration(
  deps: RegistrationDeps,
  req: Request,
  res: Response,
  visit: Visit,
  here: Registering,
  values: FormValues,
): Promise<void> {
  await deps.registrations.take(here);
  const finished = await register(deps, req, visit, here, values);
  const { request, browser } = here.pending;
  const ended = deps.attempts.create(request, browser);
  if (finished.type === 'known') {
    const trace = await record(deps, visit, here, 'VST_ALREADY_REGISTERED', finished.steps);
    return showFailure(deps, visit, ended, 'VST_ALREADY_REGISTERED', trace);
  }
  const { resolved, assertion, steps } = finished;
  const { resolution } = resolved;
  const all = [...steps, ...resolved.steps];
  if (resolution.type !== 'matched') {
    const code = codeOf(resolution);
    return showFailure(deps, visit, ended, code, await record(deps, visit, here, code, all));
  }
  const { user, identifier } = resolution;
  const about = { userId: user.id, user: user.primaryIdentifier, identifierType: identifier.type, proved: true };
  const trace = await record(deps, visit, here, 'matched', all, about);
  const session = await signIn(deps, visit, request, { user, identifier, assertion, trace, upstreamMayEnd: true });
  return goOn(deps, req, res, visit, { request, session, user });
}

async function register(
  deps: RegistrationDeps,
  req: Request,
  visit: Visit,
  { pending, profile, registration, identifier, directory }: Registering,
  values: FormValues,
): Promise<Finished> {
  const { institution } = visit;
  const { assertion } = pending;
  // Another window of hers may have been faster.
  const before = await deps.resolve(institution, profile, assertion, true);
  if (before.resolution.type !== 'unmatched') return { type: 'resolved', resolved: before, assertion, steps: [] };
  const person = describedBy(values);
  const [known] = await deps.addresses.finding.byEmail(institution.slug, person.email);
  const step = (outcome: 'done' | 'refused', detail: string): TraceStep => ({
    type: 'record',
    act: 'register',
    outcome,
    detail,
  });
  const { timeZone } = institution.config;
  const now = deps.clock.now();
  const addressIsKnown = async (id: string): Promise<Finished> => {
    const user = await deps.addresses.users.user(institution.slug, id);
    const asked = {
      at: now,
      source: visit.source.key,
      userAgent: req.get('user-agent'),
      language: visit.language,
      timeZone,
    };
    if (user !== undefined) await writeToKnown(deps, { institution, email: person.email, asked }, user);
    const detail = `user ${user?.primaryIdentifier ?? id} has the address`;
    return { type: 'known', steps: [...before.steps, step('refused', detail)] };
  };
  if (known !== undefined) return addressIsKnown(known.id);
  const { accountType, owningSystem, userGroup, expiryDays } = registration;
  const today = dayIn(timeZone, now);
  const label = profile.config.label['en'] ?? Object.values(profile.config.label)[0] ?? profile.config.id;
  const made: SelfRegistered = await selfRegister(directory, {
    profile: profile.config.id,
    note: `Registered herself on ${today}, by “${label}”.`,
    accountType,
    owningSystem,
    userGroup,
    expiryDate: dayAfter(today, `P${expiryDays}D`),
    identifier,
    person,
  });
  if (made.type === 'known') return addressIsKnown(made.userId);
  if (made.type === 'taken') {
    const resolved = await deps.resolve(institution, profile, assertion, true);
    return { type: 'resolved', resolved, assertion, steps: [step('refused', 'somebody has the provider’s id by now')] };
  }
  await sendWelcome(deps, institution, visit.language, { ...made, email: person.email });
  const proof = profile.config.kind === 'email-link' ? { ...assertion, resolvedUserId: made.userId } : assertion;
  const resolved = await deps.resolve(institution, profile, proof, true);
  const detail = `public user ${made.primaryIdentifier} of group ${userGroup}`;
  return { type: 'resolved', resolved, assertion: proof, steps: [...before.steps, step('done', detail)] };
}

function record(
  deps: RegistrationDeps,
  visit: Visit,
  { pending, profile }: Registering,
  outcome: string,
  steps: readonly TraceStep[],
  about = {},
): Promise<string> {
  const { relyingParty, returnTo } = pending.request;
  return deps.recordTrace(
    {
      institution: visit.institution.slug,
      profile: profile.config.id,
      relyingParty,
      door: returnTo.door,
      outcome,
      steps,
    },
    { source: visit.source.key, about },
  );
}
