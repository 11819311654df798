// The page of one sign-out, `/{slug}/logout/done`, which may be read again: before the browser goes to the upstream, after it
// came back without an answer, and after the answer.
import type { Request, Response } from 'express';
import type { SignedOutUpstream } from '../../web/views.ts';
import type { Visit } from '../../web/visit.ts';
import type { SignOutDeps } from './deps.ts';
import { showSignedOut, upstreamLabel } from './page.ts';
import { readSignOut, readTold, type SignOutUnderWay } from './under-way.ts';

export function donePath(slug: string, id: string): string {
  return `/${slug}/logout/done?id=${id}`;
}

export function upstreamPath(slug: string, id: string): string {
  return `/${slug}/logout/upstream?id=${id}`;
}

/** To be read as a page of its own: reloading it posts nothing again. */
export function goToDone(visit: Visit, res: Response, id: string): void {
  res.set('cache-control', 'no-store').redirect(303, donePath(visit.institution.slug, id));
}

export async function showDone(deps: SignOutDeps, visit: Visit, req: Request): Promise<void> {
  const { slug } = visit.institution;
  const id = typeof req.query['id'] === 'string' ? req.query['id'] : '';
  const underWay = await readSignOut(deps, id, slug, visit.browser());
  const address = donePath(slug, id);
  if (underWay !== undefined) {
    const upstream = upstreamNow(visit, underWay, upstreamPath(slug, id));
    const { asked, applications } = underWay;
    return showSignedOut(visit, { upstream, asked, applications, address });
  }
  const told = await readTold(deps, id, slug, visit.browser());
  if (told === undefined) return showSignedOut(visit, { status: 400, upstream: { state: 'unknown' } });
  const label = upstreamLabel(visit, told.profile);
  const { ended: state, asked, applications } = told;
  await showSignedOut(visit, { upstream: { state, label }, asked, applications, address });
}

function upstreamNow(visit: Visit, { profile, byItself, isSent }: SignOutUnderWay, href: string): SignedOutUpstream {
  const label = upstreamLabel(visit, profile);
  // Sent there once it is not sent again by itself: the browser's "back" would never get past this page.
  if (isSent === true) return { state: 'no-answer', label, href };
  return { state: byItself ? 'going' : 'offered', label, href };
}
