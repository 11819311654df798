// A sign-out that an application asks for, after its door made sure who asks and where she may go back to.
import type { Request, Response } from 'express';
import { VestibuleError } from '../../domain/errors.ts';
import type { Visit } from '../../web/visit.ts';
import { type AskedBy, askingApplication, sealAsked } from './asked.ts';
import type { SignOutDeps } from './deps.ts';
import { endHere } from './end-here.ts';
import { showSignedOut } from './page.ts';
import { goToDone } from './under-way-page.ts';

/** The application proved that it means this very session. */
export async function signOutFor(
  deps: SignOutDeps,
  req: Request,
  res: Response,
  via: string,
  asked: AskedBy,
): Promise<void> {
  const visit = visitOf(deps, req, res);
  const { upstream, applications } = await endHere(deps, visit, via, asked);
  const href = askingApplication(visit, asked)?.href;
  // There is nothing to say that she would have to read first, and nobody whom only her browser can tell.
  const isTold = applications === undefined || applications.unreachable.length + applications.frames.length === 0;
  if (upstream === undefined && isTold && href !== undefined) {
    res.set('cache-control', 'no-store').redirect(303, href);
    return;
  }
  if (upstream !== undefined && 'id' in upstream) return goToDone(visit, res, upstream.id);
  await showSignedOut(visit, { upstream, asked, applications });
}

/** Anybody may have written the request: the person is asked. */
export function askFor(deps: SignOutDeps, req: Request, res: Response, asked: AskedBy | undefined): void {
  const { slug } = visitOf(deps, req, res).institution;
  const query = asked === undefined ? '' : `?asked=${encodeURIComponent(sealAsked(deps.sealing, slug, asked))}`;
  res.set('cache-control', 'no-store').redirect(303, `/${slug}/logout${query}`);
}

function visitOf({ visits }: SignOutDeps, req: Request, res: Response): Visit {
  const visit = visits.ifAny(req, res);
  if (visit === undefined) throw new VestibuleError('VST_INSTITUTION_UNKNOWN', 'No institution has this slug.');
  return visit;
}
