// An attempt that signs nobody in: the person is sent to one profile, and what comes back belongs to an attachment under way.
import type { LoginRequest } from '../../domain/login.ts';
import type { ProfileRuntime } from '../../institutions.ts';
import { renderGoOn } from '../../web/pages/go-on.ts';
import type { Visit } from '../../web/visit.ts';
import type { LoginDeps } from '../deps.ts';
import { limitAttempts } from '../floods.ts';
import { profilePath, selfRequest } from '../paths.ts';

interface Sent {
  /** Hash of the binding cookie, which may be set by this very answer. */
  readonly browser: string;
  /** Handle of the attachment under way. */
  readonly attachment: string;
  readonly forceAuthn: boolean;
  readonly returnTo: string;
}

/** With `forceAuthn` she has to prove anew who she is: whoever sat here before is not taken unasked. */
export async function sendTo(
  deps: LoginDeps,
  visit: Visit,
  profile: ProfileRuntime,
  { browser, attachment, forceAuthn, returnTo }: Sent,
): Promise<void> {
  await limitAttempts(deps, visit);
  const { slug } = visit.institution;
  const request: LoginRequest = {
    ...selfRequest(slug, profile.config.id),
    returnTo: { door: 'self', handle: returnTo },
    forceAuthn,
    attachment,
    profiles: [profile.config.id],
  };
  const attempt = deps.attempts.create(request, browser);
  await deps.attempts.save(attempt);
  const view = { href: profilePath(attempt, profile.config.id), host: visit.text(profile.config.label) };
  visit.send(200, renderGoOn(visit.frame(returnTo), view, visit.translate));
}

/** Whether this way can be asked for a fresh proof at all. */
export function canProveAnew({ config }: Pick<ProfileRuntime, 'config'>): boolean {
  return !('reauthentication' in config) || config.reauthentication !== 'refuse';
}
