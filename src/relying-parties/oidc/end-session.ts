// OpenID Connect RP-Initiated Logout 1.0. An application that shows an ID token of this very session ends it; every
// other request leads to our own sign-out page, which asks the person. The door says who asks and where she may go back
// to; what ends, here and at the upstream, is the sign-out's matter.
import type { Request, Response } from 'express';
import type { OidcRelyingParty } from '../../../config/schema.ts';
import { VestibuleError } from '../../domain/errors.ts';
import { releaseFor } from './account.ts';
import { relyingPartyOf } from './clients.ts';
import type { OidcDoorDeps } from './deps.ts';
import { formOf } from './entrance.ts';
import type { Issuer } from './providers.ts';

/** Characters of the `state` that an application wants back. */
const stateMax = 1024;

export async function endSession(deps: OidcDoorDeps, issuer: Issuer, req: Request, res: Response): Promise<void> {
  const parameters = req.method === 'POST' ? await formOf(req) : new URL(req.originalUrl, deps.publicUrl).searchParams;
  if (req.method === 'POST') {
    // Other sites' forms come without our cookies: the same by GET.
    res.redirect(303, `/${issuer.slug}/oidc/session/end?${parameters.toString()}`);
    return;
  }
  const named = one(parameters, 'client_id');
  const hint = await hintOf(deps, issuer, one(parameters, 'id_token_hint'), named);
  const config = deps.institutions.get(issuer.slug)?.config;
  const party = hint?.party ?? (config === undefined ? undefined : relyingPartyOf(config, named));
  // An application that is not known may send nobody anywhere.
  const asked = party === undefined ? undefined : { relyingParty: party.id, ...backTo(party, parameters) };
  res.set('cache-control', 'no-store');
  if (hint === undefined || asked === undefined) return deps.signOut.ask(req, res, asked);
  const found = await deps.sessions.find(req, res);
  if (found !== undefined) {
    const released = await releaseFor(deps, issuer.slug, hint.party, found);
    if (released.type === 'refused' || released.subject !== hint.subject) return deps.signOut.ask(req, res, asked);
  }
  await deps.signOut.now(req, res, asked);
}

async function hintOf(
  deps: OidcDoorDeps,
  { slug, provider }: Issuer,
  hint: string | undefined,
  named: string | undefined,
) {
  if (hint === undefined) return undefined;
  const config = deps.institutions.get(slug)?.config;
  const audience = audienceOf(hint);
  const party = config === undefined ? undefined : relyingPartyOf(config, audience);
  const client = party === undefined ? undefined : await provider.Client.find(party.id);
  if (party === undefined || client === undefined || (named !== undefined && named !== party.id)) {
    throw new VestibuleError('VST_REQUEST_MALFORMED', 'The ID token is of no application here.');
  }
  try {
    const { payload } = await provider.IdToken.validate(hint, client);
    return { party, subject: String(payload.sub) };
  } catch (cause) {
    throw new VestibuleError('VST_REQUEST_MALFORMED', 'The ID token is not of this issuer.', {}, { cause });
  }
}

/** Read before it is verified: only to know whose token to verify it as. */
function audienceOf(jwt: string): unknown {
  try {
    const payload: unknown = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return payload !== null && typeof payload === 'object' && 'aud' in payload ? payload.aud : undefined;
  } catch {
    return undefined;
  }
}

/** @throws VestibuleError VST_REQUEST_MALFORMED for an address that is not registered, VST_REQUEST_TOO_LARGE */
function backTo({ postLogoutRedirectUris }: OidcRelyingParty, parameters: URLSearchParams) {
  const uri = one(parameters, 'post_logout_redirect_uri');
  const state = one(parameters, 'state');
  if (uri === undefined) return {};
  if (!postLogoutRedirectUris.includes(uri)) {
    throw new VestibuleError('VST_REQUEST_MALFORMED', 'The application has no such address to return to.');
  }
  if (state !== undefined && state.length > stateMax) {
    throw new VestibuleError('VST_REQUEST_TOO_LARGE', 'The state is too long.');
  }
  return { uri, ...(state === undefined ? {} : { state }) };
}

function one(parameters: URLSearchParams, name: string): string | undefined {
  const [value, ...others] = parameters.getAll(name);
  if (others.length > 0) throw new VestibuleError('VST_REQUEST_MALFORMED', 'A parameter is repeated.', { name });
  return value;
}
