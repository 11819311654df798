// OpenID Connect Back-Channel Logout 1.0: an application is told, server to server, that a session it was told of is over.
// One that takes it in a frame of our page only (Front-Channel Logout 1.0) has its address made here.
import { VestibuleError } from '../../domain/errors.ts';
import type { Participant, Told } from '../../domain/login.ts';
import { relyingPartyOf } from './clients.ts';
import type { OidcDoorDeps } from './deps.ts';
import type { Issuer, Issuers } from './providers.ts';

/** How long an application may take to answer. */
const answerMs = 5000;
/** What every logout token says happened (section 2.4). */
const event = 'http://schemas.openid.net/event/backchannel-logout';

/** The application as it is configured now is told, or nobody. */
export async function tellSignedOut(
  deps: OidcDoorDeps,
  issuers: Issuers,
  institution: string,
  { relyingParty, handle }: Participant,
): Promise<Told> {
  const { sub, sid } = handle;
  const config = deps.institutions.get(institution)?.config;
  const party = config === undefined ? undefined : relyingPartyOf(config, relyingParty);
  if (party === undefined || sub === undefined || sid === undefined) return { type: 'cannot' };
  const { backchannelLogoutUri, frontchannelLogoutUri } = party;
  try {
    const issuer = await issuers.of(institution);
    if (backchannelLogoutUri !== undefined) {
      const token = await logoutToken(deps, issuer, party.id, { sub, sid });
      return await post(deps, backchannelLogoutUri, token);
    }
    if (frontchannelLogoutUri === undefined) return { type: 'cannot' };
    return { type: 'browser', frame: frameAddress(frontchannelLogoutUri, issuer.issuer, sid) };
  } catch (error) {
    if (!(error instanceof VestibuleError)) deps.report(error);
    return { type: 'unreachable', detail: reasonOf(error) };
  }
}

/** Signed as this application's ID tokens are. It has no nonce, so that it is never one of them. */
async function logoutToken(
  { random }: OidcDoorDeps,
  { provider }: Issuer,
  clientId: string,
  { sub, sid }: { readonly sub: string; readonly sid: string },
): Promise<string> {
  const client = await provider.Client.find(clientId);
  if (client === undefined) throw new VestibuleError('VST_REQUEST_MALFORMED', 'The application is not known any more.');
  const token = new provider.IdToken({}, { client });
  for (const [claim, value] of Object.entries({ sub, sid, jti: random.token(16), events: { [event]: {} } })) {
    token.set(claim, value);
  }
  return token.issue({ use: 'logout' });
}

async function post({ outbound }: OidcDoorDeps, uri: string, token: string): Promise<Told> {
  const { status } = await outbound.fetch(uri, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ logout_token: token }).toString(),
    signal: AbortSignal.timeout(answerMs),
  });
  // Section 2.8: 200, and some frameworks make 204 of it.
  return status === 200 || status === 204 ? { type: 'told' } : { type: 'unreachable', detail: `HTTP ${status}` };
}

function frameAddress(uri: string, issuer: string, sid: string): string {
  const address = new URL(uri);
  address.searchParams.set('iss', issuer);
  address.searchParams.set('sid', sid);
  return address.href;
}

/** What an operator needs, and nothing of the message. */
function reasonOf(error: unknown): string {
  if (!(error instanceof VestibuleError)) return 'our own fault';
  const { rule } = error.detail;
  return typeof rule === 'string' ? rule : error.code;
}
