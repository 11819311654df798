// Who asks Koha: basic authentication, or a token of the client credentials grant, kept until it is nearly over.
import type { StrategyDeps } from '../../src/domain/strategy.ts';
import { type AskJson, basic, type JsonAnswer, under } from '../library-system/http.ts';
import type { KohaOptions } from './options.ts';

export interface KohaAccount {
  /** The value of the header Authorization, or how getting one ended. */
  authorization(ask: AskJson): Promise<string | JsonAnswer>;
  /** Koha does not take it any more. @returns whether another one can be had */
  forget(authorization: string): boolean;
}

export function openAccount(
  { account, baseUrl }: KohaOptions,
  deps: Pick<StrategyDeps, 'secrets' | 'clock'>,
): KohaAccount {
  const { secrets, clock } = deps;
  if (account.type === 'basic') {
    return {
      authorization: async () => basic(account.username, secrets.read(account.password)),
      forget: () => false,
    };
  }
  let kept: { readonly authorization: string; readonly until: number } | undefined;
  return {
    async authorization(ask) {
      if (kept !== undefined && clock.now() < kept.until) return kept.authorization;
      const grant = {
        grant_type: 'client_credentials',
        client_id: account.clientId,
        client_secret: secrets.read(account.clientSecret),
      };
      const answer = await ask({
        method: 'POST',
        url: under(baseUrl, 'api/v1/oauth/token'),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(grant).toString(),
      });
      const { access_token: token, expires_in: seconds } = answer.body ?? {};
      // RFC 6750 section 2.1: what a bearer token is made of.
      if (answer.status !== 200 || typeof token !== 'string' || !/^[\w.~+/-]+=*$/.test(token)) return answer;
      const lasts = typeof seconds === 'number' && seconds > 0 ? Math.min(seconds, 3600) : 60;
      kept = { authorization: `Bearer ${token}`, until: clock.now() + (lasts - Math.min(30, lasts / 2)) * 1000 };
      return kept.authorization;
    },
    forget(authorization) {
      if (kept?.authorization === authorization) kept = undefined;
      return true;
    },
  };
}
