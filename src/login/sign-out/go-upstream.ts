// From our page to the upstream. Going there spends nothing: what she began is over when the answer comes, so that a person
// who comes back by the browser's button can go once more.
import type { Request, Response } from 'express';
import type { UpstreamSignOut } from '../../domain/strategy.ts';
import type { ProfileRuntime } from '../../institutions.ts';
import { renderRelayForm } from '../../web/pages/relay-form.ts';
import type { Visit } from '../../web/visit.ts';
import { withinTime } from '../within-time.ts';
import type { SignOutDeps } from './deps.ts';
import { showSignedOut, upstreamLabel } from './page.ts';
import { auditUpstream } from './told.ts';
import { markSent, readSignOut } from './under-way.ts';
import { donePath, upstreamPath } from './under-way-page.ts';

export async function goUpstream(deps: SignOutDeps, visit: Visit, req: Request, res: Response): Promise<void> {
  const { slug, profiles } = visit.institution;
  const id = typeof req.query['id'] === 'string' ? req.query['id'] : '';
  const underWay = await readSignOut(deps, id, slug, visit.browser());
  if (underWay === undefined) return showSignedOut(visit, { status: 400, upstream: { state: 'unknown' } });
  const { asked } = underWay;
  const label = upstreamLabel(visit, underWay.profile);
  const profile = profiles.get(underWay.profile);
  const again = upstreamPath(slug, id);
  const sent = profile === undefined ? 'gone' : await wayThere(deps, visit, profile, underWay.kept, id);
  if (sent === 'away') {
    await markSent(deps, id, underWay);
    await auditUpstream(deps, visit, underWay, 'no answer');
    const address = donePath(slug, id);
    return showSignedOut(visit, { status: 502, upstream: { state: 'no-answer', label, href: again }, asked, address });
  }
  if (sent === 'gone') return showSignedOut(visit, { upstream: { state: 'open', label }, asked });
  await markSent(deps, id, underWay);
  sendThere(visit, res, sent, again);
}

/** @param address where the page with the form can be read again */
export function sendThere(visit: Visit, res: Response, sent: UpstreamSignOut, address: string): void {
  if (sent.type === 'redirect') {
    res.set('cache-control', 'no-store').redirect(303, sent.url);
    return;
  }
  visit.send(200, renderRelayForm(visit.frame(address), sent, visit.translate), [new URL(sent.url).origin]);
}

/** `gone`: the upstream offers no sign-out any more. `away`: it could not be asked. */
async function wayThere(
  { log }: SignOutDeps,
  { institution, language }: Visit,
  profile: ProfileRuntime,
  kept: Readonly<Record<string, string>>,
  state: string,
): Promise<UpstreamSignOut | 'gone' | 'away'> {
  const { signOut } = profile.built;
  if (signOut === undefined) return 'gone';
  try {
    return (await withinTime(profile, signOut({ kept, state, language }))) ?? 'gone';
  } catch (error) {
    // Whatever went wrong there, she is signed out here, and has to be told how things stand.
    const message = error instanceof Error ? error.message : String(error);
    log.warn('sign-out at the upstream failed', { institution: institution.slug, profile: profile.config.id, message });
    return 'away';
  }
}
