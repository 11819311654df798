// The registration that a request belongs to, with everything that it rests on, as it is now.
import type { Request } from 'express';
import type { Directory } from '../../directory/deps.ts';
import type { SaidIdentifier } from '../../directory/management/said-of-user.ts';
import { settingsOf } from '../../directory/settings/settings-of.ts';
import { VestibuleError } from '../../domain/errors.ts';
import type { ProfileRuntime } from '../../institutions.ts';
import type { Visit } from '../../web/visit.ts';
import type { RegistrationDeps } from './deps.ts';
import { type AskedFields, askedFields, type ProfileRegistration } from './form-values.ts';
import { registrationOf, whatSheGets } from './offer.ts';
import type { FoundRegistration } from './pending.ts';

export interface Registering extends FoundRegistration {
  readonly profile: ProfileRuntime;
  readonly registration: ProfileRegistration;
  readonly identifier: SaidIdentifier | undefined;
  readonly directory: Directory;
  readonly asked: AskedFields;
}

/** @throws VestibuleError VST_ATTEMPT_EXPIRED, VST_ATTEMPT_OTHER_BROWSER; VST_PROFILE_DISABLED when it was changed since */
export async function registeringHere(deps: RegistrationDeps, visit: Visit, req: Request): Promise<Registering> {
  const { institution } = visit;
  if (deps.mailer === undefined) throw new VestibuleError('VST_NOT_FOUND', 'This installation has no mail.');
  const found = await deps.registrations.read(req.query['id'], institution.slug, visit.browser());
  const profile = institution.profiles.get(found.pending.profile);
  const registration = profile === undefined ? undefined : registrationOf(profile);
  const gets = profile === undefined ? undefined : whatSheGets(institution, profile, found.pending.assertion);
  const isSame = profile?.fingerprint === found.pending.fingerprint;
  if (profile === undefined || registration === undefined || gets === undefined || !isSame) {
    throw new VestibuleError('VST_PROFILE_DISABLED', 'The profile was changed while she registered.');
  }
  const directory = deps.directory(institution);
  const asked = askedFields(registration, await settingsOf(directory));
  return { ...found, profile, registration, identifier: gets.identifier, directory, asked };
}
