// What the verified claims of a logout token must say beside its signature (Back-Channel Logout 1.0 section 2.6). Pure.
import type { UpstreamLogout } from '../../src/domain/strategy.ts';
import type { Claims } from './assertion-of.ts';

const event = 'http://schemas.openid.net/event/backchannel-logout';
/** A message about now: an older one is none. */
const ageMaxMs = 5 * 60_000;

export type LogoutRead =
  | { readonly type: 'logout'; readonly id: string; readonly over: UpstreamLogout }
  | { readonly type: 'fault'; readonly detail: string };

/**
 * @param type `typ` of the header
 * @param expected whom it is for; epoch milliseconds, and how far the provider's clock may be off
 */
export function logoutOf(
  type: unknown,
  claims: Claims,
  { clientId, now, skewMs }: { readonly clientId: string; readonly now: number; readonly skewMs: number },
): LogoutRead {
  const { aud, azp, events, iat, jti, nonce, sid, sub } = claims;
  if (type !== undefined && !isLogoutType(type)) return fault('its type is not logout+jwt (typ)');
  // As of an ID token (OpenID Connect Core section 3.1.3.7): one that is for others as well was issued to us.
  if (Array.isArray(aud) && aud.length > 1 && azp !== clientId)
    return fault('it is for others too (aud), and not ours (azp)');
  // An ID token has one, or none; a logout token never: so neither passes for the other.
  if (nonce !== undefined) return fault('it has a nonce, as an ID token has');
  if (!isLogoutEvent(events)) return fault('it names no back-channel logout (events)');
  if (typeof jti !== 'string' || !/^[!-~]{1,255}$/.test(jti)) return fault('it has no id of its own (jti)');
  if (typeof iat !== 'number' || iat * 1000 < now - ageMaxMs - skewMs) return fault('it is too old (iat)');
  if (iat * 1000 > now + skewMs) return fault('it is of a time to come (iat)');
  if (sid !== undefined && !isName(sid)) return fault('its session is no text (sid)');
  if (sub !== undefined && !isName(sub)) return fault('its person is no text (sub)');
  if (sid === undefined && sub === undefined) return fault('it names neither a person nor a session (sub, sid)');
  return { type: 'logout', id: jti, over: { upstreamSessions: sid === undefined ? [] : [sid], subject: sub } };
}

function isLogoutType(type: unknown): boolean {
  return typeof type === 'string' && ['logout+jwt', 'application/logout+jwt', 'jwt'].includes(type.toLowerCase());
}

function isLogoutEvent(events: unknown): boolean {
  if (typeof events !== 'object' || events === null || !Object.hasOwn(events, event)) return false;
  const about = (events as Readonly<Record<string, unknown>>)[event];
  return typeof about === 'object' && about !== null && !Array.isArray(about);
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 1024;
}

function fault(detail: string): LogoutRead {
  return { type: 'fault', detail };
}
