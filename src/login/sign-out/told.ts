import type { Visit } from '../../web/visit.ts';
import type { SignOutDeps } from './deps.ts';
import type { Ended, SignOutUnderWay } from './under-way.ts';

/** What the upstream said of a sign-out that we began, in the audit beside the end of our own session. */
export async function auditUpstream(
  { journal, clock }: SignOutDeps,
  visit: Visit,
  { userId, via, asked, trace, profile }: SignOutUnderWay,
  upstream: Ended | 'no answer',
): Promise<void> {
  await journal.audit({
    at: clock.now(),
    institution: visit.institution.slug,
    action: 'sign-out-upstream',
    actor: userId,
    via,
    userId,
    relyingParty: asked?.relyingParty,
    trace,
    detail: { profile, upstream },
  });
}
