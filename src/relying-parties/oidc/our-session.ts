// The provider's session is a reflection of ours and is never stored: ours is looked at on every authorization, so it
// ends when ours ends, is somebody else's when ours is, and has no cookie that could say otherwise.
import type { Request, Response } from 'express';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Sealing } from '../../domain/ports/sealing.ts';
import { accountIdOf, sessionIdOf, sidOf } from './account.ts';
import type { DoorSessions, SignedIn } from './deps.ts';

const seen = new WeakMap<object, SignedIn>();

/** Our session that this request was found to carry: saves reading it twice. */
export function seenSession(ctx: object): SignedIn | undefined {
  return seen.get(ctx);
}

export function reflectOurSessions(
  provider: Provider,
  slug: string,
  { sessions, sealing }: { readonly sessions: DoorSessions; readonly sealing: Pick<Sealing, 'hash'> },
): void {
  const get = async (ctx: KoaContextWithOIDC) => {
    // After a login the result of that login counts, and the interaction's cookie says whose it is.
    const signedIn = ctx.oidc.route === 'authorization' ? await ofRequest(ctx, sessions) : undefined;
    const payload = signedIn === undefined ? {} : sessionOf(signedIn);
    // Its types leave out the payload that every model of the library is made from.
    const session = Reflect.construct(provider.Session, [payload]) as InstanceType<Provider['Session']>;
    // "Destroyed" is the provider's word for a session that is neither saved nor given a cookie.
    Object.defineProperty(session, 'destroyed', { value: true });
    // The provider would make up a name of the session that nobody finds again when ours ends.
    const sidFor = (clientId: string) =>
      session.accountId === undefined ? undefined : sidOf(sealing, slug, clientId, sessionIdOf(session.accountId));
    Object.defineProperty(session, 'sidFor', { value: sidFor });
    ctx.oidc.entity('Session', session);
    return session;
  };
  Object.defineProperty(provider.Session, 'get', { value: get });
  // Every ID token has a `sid`, whatever the application does with it.
  Object.defineProperty(provider.Client.prototype, 'includeSid', { value: () => true });
}

async function ofRequest(ctx: KoaContextWithOIDC, sessions: DoorSessions): Promise<SignedIn | undefined> {
  const signedIn = await sessions.find(ctx.req as Request, ctx.res as Response);
  if (signedIn !== undefined) seen.set(ctx, signedIn);
  return signedIn;
}

function sessionOf(signedIn: SignedIn) {
  return { accountId: accountIdOf(signedIn), ...proofOf(signedIn) };
}

/** How and when the person proved who she is: `acr`, `amr`, and seconds since the epoch. */
export function proofOf({ session }: Pick<SignedIn, 'session'>) {
  return {
    loginTs: Math.floor(session.authenticatedAt / 1000),
    ...(session.context === undefined ? {} : { acr: session.context }),
    ...(session.methods.length === 0 ? {} : { amr: [...session.methods] }),
  };
}
