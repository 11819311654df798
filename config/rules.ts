// The cross-checks: what no single key can know. Each rule has a name, reads a view and says what is wrong where.
import type { DataFault } from './faults.ts';
import { attachmentRules } from './rules/attachment.ts';
import { casRules } from './rules/cas.ts';
import { choosingRules } from './rules/choosing.ts';
import { federationRules } from './rules/federations.ts';
import { identifierTypeRules } from './rules/identifier-types.ts';
import { installationRules } from './rules/installation.ts';
import { institutionRules } from './rules/institution.ts';
import { issuerRules } from './rules/issuers.ts';
import { librarySystemRules } from './rules/library-systems.ts';
import { installationMailRules, mailRules } from './rules/mail.ts';
import { matchRules } from './rules/match.ts';
import { openIdConnectRules } from './rules/openid-connect.ts';
import { profileRules } from './rules/profiles.ts';
import { registrationRules } from './rules/registration.ts';
import { relyingPartyRules } from './rules/relying-parties.ts';
import { samlApplicationRules } from './rules/saml-applications.ts';
import { signOutRules } from './rules/sign-out.ts';
import { installationSip2Rules, sip2Rules } from './rules/sip2.ts';
import { socialRules } from './rules/social.ts';
import { updateRules } from './rules/updates.ts';
import { worthOfUpdatesRules } from './rules/worth-of-updates.ts';
import type { InstallationView, InstitutionView } from './view.ts';

export interface Rule<View> {
  readonly name: string;
  check(view: View): Iterable<DataFault>;
}

export const everyInstitutionRule: readonly Rule<InstitutionView>[] = [
  ...institutionRules,
  ...identifierTypeRules,
  ...profileRules,
  ...choosingRules,
  ...federationRules,
  ...openIdConnectRules,
  ...signOutRules,
  ...librarySystemRules,
  ...matchRules,
  ...issuerRules,
  ...attachmentRules,
  ...socialRules,
  ...updateRules,
  ...worthOfUpdatesRules,
  ...registrationRules,
  ...relyingPartyRules,
  ...casRules,
  ...samlApplicationRules,
  ...sip2Rules,
  ...mailRules,
];

export function checkInstitution(view: InstitutionView): readonly DataFault[] {
  return everyInstitutionRule.flatMap((rule) => [...rule.check(view)]);
}

export function checkInstallation(view: InstallationView): readonly DataFault[] {
  return [...installationRules, ...installationMailRules, ...installationSip2Rules].flatMap((rule) => [
    ...rule.check(view),
  ]);
}
