// The library does not know her, and lets people like her register: what she proved waits for the form.

import type { SaidIdentifier } from '../../directory/management/said-of-user.ts';
import type { Assertion } from '../../domain/assertion.ts';
import type { LoginAttempt } from '../../domain/login.ts';
import { type RegistrationTarget, registrationTarget } from '../../domain/registration.ts';
import type { Resolution } from '../../domain/resolution.ts';
import type { Institution, ProfileRuntime } from '../../institutions.ts';
import { readValues } from '../../resolution/read-values.ts';
import type { FailureAction } from '../../web/views.ts';
import type { Visit } from '../../web/visit.ts';
import type { LoginDeps } from '../deps.ts';
import type { ProfileRegistration } from './form-values.ts';
import { registerPath } from './paths.ts';

/** What of a failure page goes on to the form; nothing where nobody may register, or not she. */
export async function offerRegistration(
  deps: Pick<LoginDeps, 'registrations' | 'hasMail'>,
  visit: Visit,
  { request, browser }: Pick<LoginAttempt, 'request' | 'browser'>,
  profile: ProfileRuntime,
  assertion: Assertion,
  resolution: Resolution,
): Promise<readonly FailureAction[]> {
  const isOffered =
    resolution.type === 'unmatched' && deps.hasMail && !request.passive && request.attachment === undefined;
  if (!isOffered || whatSheGets(visit.institution, profile, assertion) === undefined) return [];
  const id = await deps.registrations.save({
    institution: visit.institution.slug,
    profile: profile.config.id,
    fingerprint: profile.fingerprint,
    browser,
    request,
    assertion,
  });
  return [{ type: 'register', href: registerPath(visit.institution.slug, id) }];
}

export function registrationOf({ config }: ProfileRuntime): ProfileRegistration | undefined {
  return 'registration' in config ? config.registration : undefined;
}

/** The name that she is known again by; undefined where this assertion gives her none that is safe. */
export function whatSheGets(
  institution: Institution,
  profile: ProfileRuntime,
  assertion: Assertion,
): { readonly identifier: SaidIdentifier | undefined } | undefined {
  const target = targetOf(institution, profile);
  if (target === undefined || target.type === 'fault') return undefined;
  if (target.type === 'address') return { identifier: undefined };
  const [value, ...others] = readValues(assertion, profile.config.match).values;
  if (target.issuer !== assertion.issuer || value === undefined || others.length > 0) return undefined;
  return { identifier: { type: target.code, value } };
}

export function targetOf({ config }: Institution, profile: ProfileRuntime): RegistrationTarget | undefined {
  const registration = registrationOf(profile);
  if (registration === undefined) return undefined;
  const { identifierTypes, loginProfiles } = config;
  return registrationTarget(profile.config, registration.primaryApartFrom ?? [], identifierTypes, loginProfiles);
}
