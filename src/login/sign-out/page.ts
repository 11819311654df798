// The page that every sign-out ends on, and the one before its way to the upstream: what is over, what is not, and where
// to go from here.
import { renderSignedOut } from '../../web/pages/signed-out.ts';
import type { SignedOutApplications, SignedOutUpstream } from '../../web/views.ts';
import type { Visit } from '../../web/visit.ts';
import { type AskedBy, askingApplication } from './asked.ts';
import type { ToldApplications } from './told-applications.ts';

export interface SignedOutFacts {
  readonly status?: number;
  readonly upstream?: SignedOutUpstream | undefined;
  readonly asked?: AskedBy | undefined;
  /** What became of the applications of the session; undefined where no session was ended just now. */
  readonly applications?: ToldApplications | undefined;
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
  const { applications } = facts;
  const told = applications === undefined ? undefined : applicationsView(visit, applications, facts.asked);
  const others =
    applications === undefined && config.relyingParties.some(({ id, enabled }) => enabled && id !== application?.id);
  const view = {
    signInHref: home,
    signOutHref: isSignedIn ? `/${slug}/logout` : undefined,
    upstream: facts.upstream,
    application: application?.href === undefined ? undefined : { name: application.name, href: application.href },
    othersMayBeOpen: others,
    applications: told,
    reference: facts.reference === '' ? undefined : facts.reference,
  };
  const page = renderSignedOut(visit.frame(facts.address ?? home), view, visit.translate);
  visit.send(facts.status ?? 200, page, [], told?.frames.map(({ address }) => address) ?? []);
}

/** By the names that people know; the application that asked knows by itself that she is signed out. */
function applicationsView(
  visit: Visit,
  { told, unreachable, open, frames }: ToldApplications,
  asked: AskedBy | undefined,
): SignedOutApplications {
  const { relyingParties } = visit.institution.config;
  const nameOf = (id: string) => {
    const party = relyingParties.find((one) => one.id === id);
    return party === undefined ? id : visit.text(party.name);
  };
  const list = new Intl.ListFormat(visit.language, { type: 'conjunction' });
  const others = (ids: readonly string[]) => [...new Set(ids)].filter((id) => id !== asked?.relyingParty);
  const text = (ids: readonly string[]) => (ids.length === 0 ? undefined : list.format(ids.map(nameOf)));
  return {
    told: text(others(told)),
    unreachable: text(unreachable),
    open: text(others(open)),
    framed: text(others(frames.map(({ relyingParty }) => relyingParty))),
    frames: frames.map(({ relyingParty, address }) => ({ name: nameOf(relyingParty), address })),
  };
}

/** How the upstream of a profile is called, if the profile is still there. */
export function upstreamLabel(visit: Visit, profile: string): string | undefined {
  const config = visit.institution.config.loginProfiles.find(({ id }) => id === profile);
  return config === undefined ? undefined : visit.text(config.label);
}
