// OpenID Connect RP-Initiated Logout 1.0. An application that shows an ID token of this very session ends it; every
// other request leads to our own sign-out page, which asks the person.
import type { Request, Response } from 'express';
import { VestibuleError } from '../../domain/errors.ts';
import { releaseFor } from './account.ts';
import { relyingPartyOf } from './clients.ts';
import type { OidcDoorDeps } from './deps.ts';
import { formOf } from './entrance.ts';
import type { Issuer } from './providers.ts';

export async function endSession(deps: OidcDoorDeps, issuer: Issuer, req: Request, res: Response): Promise<void> {
  const parameters = req.method === 'POST' ? await formOf(req) : new URL(req.originalUrl, deps.publicUrl).searchParams;
  if (req.method === 'POST') {
    // Other sites' forms come without our cookies: the same by GET.
    res.redirect(303, `/${issuer.slug}/oidc/session/end?${parameters.toString()}`);
    return;
  }
  const hint = await hintOf(deps, issuer, one(parameters, 'id_token_hint'), one(parameters, 'client_id'));
  const found = await deps.sessions.find(req, res);
  res.set('cache-control', 'no-store');
  if (hint === undefined) {
    res.redirect(303, `/${issuer.slug}/logout`);
    return;
  }
  if (found !== undefined) {
    const released = await releaseFor(deps, issuer.slug, hint.party, found);
    if (released.type === 'refused' || released.subject !== hint.subject) {
      res.redirect(303, `/${issuer.slug}/logout`);
      return;
    }
    await deps.sessions.end(req, res);
    const { userId, profile, trace } = found.session;
    await deps.audit({
      at: deps.clock.now(),
      institution: issuer.slug,
      action: 'sign-out',
      actor: userId,
      via: 'oidc',
      userId,
      relyingParty: hint.party.id,
      trace,
      detail: { profile },
    });
  }
  res.redirect(303, backTo(issuer, hint.party.postLogoutRedirectUris, parameters));
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

function backTo({ slug }: Issuer, allowed: readonly string[], parameters: URLSearchParams): string {
  const wanted = one(parameters, 'post_logout_redirect_uri');
  if (wanted === undefined) return `/${slug}/login`;
  if (!allowed.includes(wanted)) {
    throw new VestibuleError('VST_REQUEST_MALFORMED', 'The application has no such address to return to.');
  }
  const back = new URL(wanted);
  const state = one(parameters, 'state');
  if (state !== undefined) back.searchParams.set('state', state);
  return back.href;
}

function one(parameters: URLSearchParams, name: string): string | undefined {
  const [value, ...others] = parameters.getAll(name);
  if (others.length > 0) throw new VestibuleError('VST_REQUEST_MALFORMED', 'A parameter is repeated.', { name });
  return value;
}
