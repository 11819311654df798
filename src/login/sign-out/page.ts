// The page that every sign-out ends on, and the one before its way to the upstream: what is over, what is not, and where
// to go from here.
import { renderSignedOut } from '../../web/pages/signed-out.ts';
import type { SignedOutUpstream } from '../../web/views.ts';
import type { Visit } from '../../web/visit.ts';
import { type AskedBy, askingApplication } from './asked.ts';

export interface SignedOutFacts {
  readonly status?: number;
  readonly upstream?: SignedOutUpstream | undefined;
  readonly asked?: AskedBy | undefined;
  /** Code of the trace that says why a message was refused. */
  readonly reference?: string | undefined;
  /** Where this page can be read again by GET. */
  readonly address?: string | undefined;
}

export async function showSignedOut(visit: Visit, facts: SignedOutFacts = {}): Promise<void> {
  const { slug, config } = visit.institution;
  const home = `/${slug}/login`;
  // Told as it is: a message that was refused ended nothing, and in another window she may have signed in again.
  const isSignedIn = (await visit.session()) !== undefined;
  const application = askingApplication(visit, facts.asked);
  const others = config.relyingParties.some(({ id, enabled }) => enabled && id !== application?.id);
  const view = {
    signInHref: home,
    signOutHref: isSignedIn ? `/${slug}/logout` : undefined,
    upstream: facts.upstream,
    application: application?.href === undefined ? undefined : { name: application.name, href: application.href },
    othersMayBeOpen: others,
    reference: facts.reference === '' ? undefined : facts.reference,
  };
  visit.send(facts.status ?? 200, renderSignedOut(visit.frame(facts.address ?? home), view, visit.translate));
}

/** How the upstream of a profile is called, if the profile is still there. */
export function upstreamLabel(visit: Visit, profile: string): string | undefined {
  const config = visit.institution.config.loginProfiles.find(({ id }) => id === profile);
  return config === undefined ? undefined : visit.text(config.label);
}
