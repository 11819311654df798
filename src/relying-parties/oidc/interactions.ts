// Between an authorization request and our login: what the door asks for, and how it answers.
import type { Request, Response } from 'express';
import type { Interaction, InteractionResults, Provider } from 'oidc-provider';
import type { OidcRelyingParty } from '../../../config/schema.ts';
import { VestibuleError } from '../../domain/errors.ts';
import type { Door, DoorAnswer, LoginRefusal, LoginRequest } from '../../domain/login.ts';
import { meetsContext } from '../../domain/session-fit.ts';
import { accountIdOf, releaseFor } from './account.ts';
import { askedClaims } from './asked-claims.ts';
import { redirectTarget, relyingPartyOf } from './clients.ts';
import { cookieNames, forgetInteraction } from './cookies.ts';
import { demandsOf, wishesOf } from './demands.ts';
import type { OidcDoorDeps, SignedIn } from './deps.ts';
import { proofOf } from './our-session.ts';
import { maxAgeOf, otherPerson, settledPrompts, wantsFreshProof } from './policy.ts';
import type { Issuer, Issuers } from './providers.ts';
import { isSilent } from './silent-prompt.ts';

/** A proof of the second before the request counts as fresh: clocks differ, and `auth_time` has whole seconds. */
const proofSkewMs = 60_000;

/** `/{slug}/oidc/interaction/:uid`: the login flow takes over. */
export async function beginInteraction(
  deps: OidcDoorDeps,
  { slug, provider }: Issuer,
  uid: string,
  req: Request,
  res: Response,
): Promise<void> {
  const name = cookieNames(slug, deps.publicUrl).interaction;
  if (provider.createContext(req, res).cookies.get(name) !== uid) {
    throw new VestibuleError('VST_ATTEMPT_OTHER_BROWSER', 'The interaction was begun in another browser.');
  }
  const interaction = await standing(provider, uid);
  const party = partyOf(deps, slug, interaction);
  await deps.begin(req, res, loginRequest(slug, party, interaction));
}

function loginRequest(institution: string, party: OidcRelyingParty, interaction: Interaction): LoginRequest {
  const { jti, params, prompt } = interaction;
  return {
    institution,
    relyingParty: party.id,
    returnTo: { door: 'oidc', handle: jti },
    formActionOrigins: [redirectTarget(String(params.redirect_uri))],
    forceAuthn: wantsFreshProof(params) || prompt.reasons.includes(otherPerson),
    maxAgeSeconds: maxAgeOf(params),
    passive: isSilent(interaction),
    ...demandsOf(party, params),
    ...wishesOf(params),
  };
}

export function createAnswers(deps: OidcDoorDeps, issuers: Issuers): Door {
  /** Puts the result on the interaction, once, and sends the browser to where the provider goes on. */
  async function finish(res: Response, slug: string, interaction: Interaction, result: InteractionResults) {
    const key = deps.sealing.hash('oidc-answered', `${slug}\n${interaction.jti}`);
    const left = Math.max(1, interaction.exp - Math.floor(deps.clock.now() / 1000));
    if (!(await deps.ephemeral.claim('oidc-answered', key, '1', left))) throw gone();
    // The provider would compare its session of then with that of now; ours has just changed.
    interaction.session = undefined;
    interaction.result = result;
    await interaction.persist();
    forgetInteraction(res, slug, deps.publicUrl, interaction.jti);
    res.set('cache-control', 'no-store').redirect(303, interaction.returnTo);
  }

  async function refuse(res: Response, request: LoginRequest, refusal: LoginRefusal): Promise<void> {
    const { provider } = await issuers.of(request.institution);
    const interaction = await standing(provider, request.returnTo.handle);
    await finish(res, request.institution, interaction, refusals[refusal]);
  }

  async function respond(res: Response, request: LoginRequest, signedIn: SignedIn): Promise<DoorAnswer> {
    const { institution } = request;
    const { provider } = await issuers.of(institution);
    const interaction = await standing(provider, request.returnTo.handle);
    const party = partyOf(deps, institution, interaction);
    if (party.id !== request.relyingParty || signedIn.session.institution !== institution) throw gone();
    const released = await releaseFor(deps, institution, party, signedIn);
    if (released.type === 'refused') return released;
    const { loginTs: ts, ...how } = proofOf(signedIn);
    const refusal = await unfit(provider, interaction, party, signedIn, released.subject);
    const login = { accountId: accountIdOf(signedIn), ts, ...how };
    await finish(
      res,
      institution,
      interaction,
      refusal === undefined ? { login, ...settledPrompts } : refusals[refusal],
    );
    return { type: 'answered' };
  }

  async function unfit(
    provider: Provider,
    interaction: Interaction,
    party: OidcRelyingParty,
    signedIn: SignedIn,
    subject: string,
  ): Promise<LoginRefusal | undefined> {
    if (!meetsContext(signedIn.session, demandsOf(party, interaction.params))) return 'context-not-met';
    const isFresh = isFreshEnough(interaction, signedIn, deps.clock.now());
    return isFresh && (await isMeant(provider, interaction, subject)) ? undefined : 'login-required';
  }

  return {
    respond: (_req, res, { request, session, user }) => respond(res, request, { session, user }),
    refuse: (_req, res, request, refusal) => refuse(res, request, refusal),
  };
}

const refusals: Readonly<Record<LoginRefusal, InteractionResults>> = {
  'login-required': { error: 'login_required', error_description: 'the person did not prove who she is' },
  cancelled: { error: 'access_denied', error_description: 'the person cancelled the sign-in' },
  'context-not-met': {
    error: 'unmet_authentication_requirements',
    error_description: 'no sign-in of the required authentication context (acr) is to be had here',
  },
};

/** OpenID Connect Core section 3.1.2.1: who cannot be asked again is `login_required`, never let in all the same. */
function isFreshEnough({ params, iat }: Interaction, { session }: SignedIn, now: number): boolean {
  if (wantsFreshProof(params) && session.authenticatedAt + proofSkewMs < iat * 1000) return false;
  const maxAge = maxAgeOf(params);
  return maxAge === undefined || now - session.authenticatedAt <= maxAge * 1000 + proofSkewMs;
}

/** The person of `id_token_hint` or of `claims`, or nobody: the provider looks at it only before the login. */
async function isMeant(provider: Provider, { params }: Interaction, subject: string): Promise<boolean> {
  if ((askedClaims(params.claims).subject ?? subject) !== subject) return false;
  if (typeof params.id_token_hint !== 'string') return true;
  const client = await provider.Client.find(String(params.client_id));
  if (client === undefined) return false;
  const { payload } = await provider.IdToken.validate(params.id_token_hint, client);
  return payload.sub === subject;
}

async function standing(provider: Provider, uid: string): Promise<Interaction> {
  const interaction = await provider.Interaction.find(uid);
  if (interaction === undefined) throw gone();
  return interaction;
}

function partyOf(deps: OidcDoorDeps, slug: string, { params }: Interaction): OidcRelyingParty {
  const config = deps.institutions.get(slug)?.config;
  const party = config === undefined ? undefined : relyingPartyOf(config, params.client_id);
  if (party === undefined) throw new VestibuleError('VST_REQUEST_MALFORMED', 'The application is not known any more.');
  return party;
}

function gone(): VestibuleError {
  return new VestibuleError('VST_ATTEMPT_EXPIRED', "The application's request is over or was answered already.");
}
