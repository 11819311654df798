// The session here ends first, whatever comes after it. Then its applications are told, and what there is to say and to do
// about the upstream is known.
import type { LoginProfile } from '../../../config/schema.ts';
import { VestibuleError } from '../../domain/errors.ts';
import type { Session } from '../../domain/session.ts';
import type { SignedOutUpstream } from '../../web/views.ts';
import type { Visit } from '../../web/visit.ts';
import type { AskedBy } from './asked.ts';
import type { SignOutDeps } from './deps.ts';
import { upstreamLabel } from './page.ts';
import type { ToldApplications } from './told-applications.ts';
import { saveSignOut } from './under-way.ts';

/** Kinds whose upstream signs a browser in, and may leave it so. */
const keepBrowsers: readonly LoginProfile['kind'][] = ['saml', 'cas', 'oidc', 'google', 'facebook', 'x'];

/** The upstream's session may be ended next: the page of that sign-out is where to go on. */
export interface Begun {
  readonly type: 'under-way';
  readonly state: 'offered' | 'going';
  readonly id: string;
}

export interface EndedHere {
  /** What the page says of the upstream; undefined where there is nothing to say. */
  readonly upstream: SignedOutUpstream | Begun | undefined;
  /** What became of the applications; undefined where there was no session. */
  readonly applications: ToldApplications | undefined;
}

export async function endHere(
  deps: SignOutDeps,
  visit: Visit,
  via: string,
  asked: AskedBy | undefined,
): Promise<EndedHere> {
  const found = await visit.session();
  const kept = found === undefined ? undefined : await keptFor(deps, found.session);
  await visit.endSession();
  visit.renewBrowser();
  if (found === undefined) return { upstream: undefined, applications: undefined };
  const { session } = found;
  const telling = deps.telling.tell(session, via);
  const way = wayOut(visit, session, kept);
  await deps.journal.audit({
    at: deps.clock.now(),
    institution: visit.institution.slug,
    action: 'sign-out',
    actor: session.userId,
    via,
    userId: session.userId,
    relyingParty: asked?.relyingParty,
    trace: session.trace,
    detail: { profile: session.profile, ...(way === undefined ? {} : { upstream: auditWords[way.state] }) },
  });
  const applications = await telling;
  if (way === undefined || !('kept' in way)) return { upstream: way, applications };
  const id = await saveSignOut(deps, {
    institution: visit.institution.slug,
    browser: visit.bindBrowser(),
    profile: session.profile,
    kept: way.kept,
    userId: session.userId,
    trace: session.trace,
    via,
    asked,
    applications,
    byItself: way.state === 'going',
  });
  return { upstream: { type: 'under-way', state: way.state, id }, applications };
}

const auditWords: Readonly<Record<SignedOutUpstream['state'], string>> = {
  open: 'told',
  offered: 'offered',
  going: 'sent',
  all: 'all',
  partial: 'partial',
  failed: 'failed',
  'no-answer': 'no answer',
  unknown: 'unknown',
};

/** What cannot be read must not keep her signed in. */
async function keptFor({ sessions }: SignOutDeps, session: Session) {
  try {
    return await sessions.signOutOf(session);
  } catch (error) {
    if (error instanceof VestibuleError && error.code === 'VST_SEAL_BROKEN') return undefined;
    throw error;
  }
}

/** The upstream's session, and what can be done about it. */
function wayOut(
  visit: Visit,
  session: Session,
  kept: Readonly<Record<string, string>> | undefined,
): SignedOutUpstream | (Pick<Begun, 'state'> & { readonly kept: Readonly<Record<string, string>> }) | undefined {
  const { config, profiles } = visit.institution;
  const profile = config.loginProfiles.find(({ id }) => id === session.profile);
  if (profile === undefined) return { state: 'unknown' };
  if (!keepBrowsers.includes(profile.kind)) return undefined;
  const setting = 'signOut' in profile ? profile.signOut : 'never';
  const canSignOut = profiles.get(profile.id)?.built.signOut !== undefined;
  if (setting === 'never' || kept === undefined || !canSignOut) {
    return { state: 'open', label: upstreamLabel(visit, profile.id) };
  }
  return { state: setting === 'always' ? 'going' : 'offered', kept };
}
