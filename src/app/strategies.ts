// The institutions, joined with the strategies of their login profiles.
import type { InstitutionConfig, LoginProfile } from '../../config/schema.ts';
import { buildStrategy, loadStrategyKinds } from '../../strategies/index.ts';
import type { InternalPasswordCheck } from '../domain/ports/internal-password-check.ts';
import type { SecretReference } from '../domain/ports/secrets.ts';
import type { ProfileUrls } from '../domain/strategy.ts';
import { mailChecks } from '../health/mail.ts';
import { Institutions } from '../institutions.ts';
import { observedStrategy } from './observed.ts';
import type { AppParts } from './parts.ts';

/** Empty until they are loaded. */
export function createInstitutions(parts: AppParts, internalPassword: InternalPasswordCheck): Institutions {
  const { installation, secrets, ephemeral, outbound, aggregates, mailer, clock, random, metrics } = parts;
  const checkMail = mailer === undefined ? undefined : mailChecks(mailer, clock);
  return new Institutions((institution, profile) => {
    const urls = profileUrls(installation.publicUrl, institution, profile.id);
    const reach = { secrets, ephemeral, outbound, aggregates, clock, random, internalPassword, checkMail };
    const measure = observedStrategy(metrics, { institution, profile: profile.id });
    return { urls, measure, ...buildStrategy(profile, { institution, urls, ...reach }) };
  }, secretsReader(parts));
}

/** Puts configurations in force, with what their strategies need imported before. */
export async function loadInstitutions(
  institutions: Institutions,
  configs: readonly InstitutionConfig[],
): Promise<void> {
  await loadStrategyKinds(configs.flatMap(({ loginProfiles }) => loginProfiles));
  institutions.load(configs);
}

/** What stands behind the references of a profile, as one keyed hash: a renewed secret is a changed profile. */
function secretsReader({ secrets, sealing }: AppParts): (profile: LoginProfile) => string {
  return (profile) => {
    const references = JSON.stringify(profile).match(/\$\{(?:env|file):[^}"]+\}/g) ?? [];
    return sealing.hash('profile-secrets', references.map((text) => secrets.read(text as SecretReference)).join('\n'));
  };
}

function profileUrls(publicUrl: string, slug: string, profile: LoginProfile['id']): ProfileUrls {
  const base = `${new URL(publicUrl).origin}/${slug}/login/${profile}`;
  return {
    callback: `${base}/callback`,
    metadata: `${base}/metadata`,
    logout: `${base}/logout`,
    backchannel: `${base}/backchannel`,
  };
}
