// Sessions that end because their upstream says so, each with its line in the audit, and their
// applications told.
import type { UpstreamLogout } from '../domain/strategy.ts';
import type { LoginDeps } from './deps.ts';

/** @returns how many stood until now */
export async function endByUpstream(
  { sessions, journal, clock, telling }: Pick<LoginDeps, 'sessions' | 'journal' | 'clock' | 'telling'>,
  institution: string,
  profile: string,
  over: UpstreamLogout,
  via: 'backchannel' | 'front-channel',
): Promise<number> {
  const ended = await sessions.endByUpstream(institution, profile, over);
  for (const session of ended) {
    const { userId, trace } = session;
    telling.tellLater(session, via);
    await journal.audit({
      at: clock.now(),
      institution,
      action: 'sign-out',
      actor: 'system',
      via,
      userId,
      trace,
      detail: { profile },
    });
  }
  return ended.length;
}
