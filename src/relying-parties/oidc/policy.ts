// When an authorization has to go through a login: whenever our session does not answer it.
import type { interactionPolicy, KoaContextWithOIDC } from 'oidc-provider';
import type { OidcRelyingParty } from '../../../config/schema.ts';
import { isOfRightKind } from '../../domain/session-fit.ts';
import { demandsOf } from './demands.ts';
import type { OidcProvider } from './load.ts';
import { seenSession } from './our-session.ts';
import { silentPrompt } from './silent-prompt.ts';

/** Why the provider asks again when an application's `id_token_hint` names another subject than the session. */
export const otherPerson = 'id_token_hint';

export interface PolicyDeps {
  /** The application as the configuration has it at this moment. */
  party(clientId: string): OidcRelyingParty | undefined;
  /** Whether some upstream may be asked silently. */
  canAskSilently(): boolean;
}

/**
 * The provider's own login prompt (no session, `prompt=login`, `max_age`, another person in `id_token_hint`), and two
 * more reasons: the session is of a login profile or an authentication context that the application does not take; its
 * person may not, or may not any more, be told to this application. There is no consent page; applications that ask for
 * `consent` or for another account are sent through the login.
 */
export function doorPolicy(library: OidcProvider, deps: PolicyDeps): interactionPolicy.Prompt[] {
  const { interactionPolicy: policy, errors } = library;
  const { Check, Prompt, base } = policy;
  const prompts = base();
  prompts.remove('consent');
  // What is essential of `acr` is looked at below, beside the login profile.
  for (const reason of ['essential_acr', 'essential_acrs']) prompts.get('login')?.checks.remove(reason);
  prompts.get('login')?.checks.add(
    new Check('other_kind', 'the session is of another kind than the client takes', (ctx) => {
      const signedIn = seenSession(ctx);
      // After a login the answer was judged before it was given.
      if (signedIn === undefined || ctx.oidc.result?.login !== undefined) return Check.NO_NEED_TO_PROMPT;
      return isOfRightKind(signedIn.session, demandsIn(ctx)) ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT;
    }),
  );
  prompts.get('login')?.checks.add(
    new Check('not_released', 'this person is not released to the client', ({ oidc }) => {
      if (oidc.session?.accountId === undefined || oidc.account !== undefined) return Check.NO_NEED_TO_PROMPT;
      // She has just signed in and was released then: asking again would go round for ever.
      if (oidc.result?.login !== undefined) throw new errors.AccessDenied('the person is not released to the client');
      return Check.REQUEST_PROMPT;
    }),
  );
  prompts.add(new Prompt({ name: 'select_account', requestable: true }));
  prompts.add(new Prompt({ name: 'consent', requestable: true }));
  const loud = [...prompts];
  prompts.add(
    silentPrompt(library, loud, () => deps.canAskSilently()),
    0,
  );
  return prompts;

  function demandsIn({ oidc }: KoaContextWithOIDC) {
    const party = oidc.client === undefined ? undefined : deps.party(oidc.client.clientId);
    return demandsOf(party, oidc.params ?? {});
  }
}

/** Prompts that an answered login settles, as the provider wants them in its result. */
export const settledPrompts = { select_account: {}, consent: {} } as const;

/** Whether the person must prove who she is again, from the parameters of the authorization request. */
export function wantsFreshProof(params: Readonly<Record<string, unknown>>): boolean {
  const prompts = typeof params.prompt === 'string' ? params.prompt.split(' ') : [];
  return prompts.includes('login') || prompts.includes('select_account') || Number(params.max_age ?? 1) === 0;
}

export function maxAgeOf(params: Readonly<Record<string, unknown>>): number | undefined {
  const seconds = Number(params.max_age ?? Number.NaN);
  return Number.isSafeInteger(seconds) && seconds >= 0 ? seconds : undefined;
}
