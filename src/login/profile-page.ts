import type { ProfileRuntime } from '../institutions.ts';
import { renderRegistration } from '../web/pages/registration.ts';
import type { Visit } from '../web/visit.ts';

/** What the administrator of the other side needs, and a link to try the profile. */
export async function showProfile(visit: Visit, profile: ProfileRuntime): Promise<void> {
  const { config, built, urls } = profile;
  const registration = await built.registration();
  const base = `/${visit.institution.slug}/login/${config.id}`;
  const view = {
    profileLabel: visit.text(config.label),
    kind: config.kind,
    facts: registration.facts.filter(isPublic),
    certificates: registration.certificates.filter(isPublic),
    metadataHref: registration.metadataXml === undefined ? undefined : new URL(urls.metadata).pathname,
    testHref: `${base}/test`,
  };
  visit.send(200, renderRegistration(visit.frame(`${base}/about`), view, visit.translate));
}

function isPublic(part: { readonly internal?: true }): boolean {
  return part.internal !== true;
}
