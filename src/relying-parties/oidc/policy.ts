// When an authorization has to go through a login: whenever our session does not answer it.
import type { interactionPolicy } from 'oidc-provider';
import type { OidcProvider } from './load.ts';

/** Why the provider asks again when an application's `id_token_hint` names another subject than the session. */
export const otherPerson = 'id_token_hint';

/**
 * The provider's own login prompt (no session, `prompt=login`, `max_age`, another person in `id_token_hint`), and one
 * more reason: the session's person may not, or may not any more, be told to this application. There is no consent
 * page; applications that ask for `consent` or for another account are sent through the login.
 */
export function doorPolicy({ interactionPolicy: policy, errors }: OidcProvider): interactionPolicy.Prompt[] {
  const { Check, Prompt, base } = policy;
  const prompts = base();
  prompts.remove('consent');
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
  return prompts;
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
