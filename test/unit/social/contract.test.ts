import assert from 'node:assert/strict';
import type { Request } from 'express';
import type { StrategyDeps, StrategyOutcome } from '../../../src/domain/strategy.ts';
import { strategyContract } from '../../contract/strategy/strategy.contract.ts';
import { strategyDeps } from '../../support/oidc-strategy-run.ts';
import { facebook, google, x } from '../../support/social-dialects.ts';
import { buildSocial, socialProfile } from '../../support/social-run.ts';

const endpoints = {
  authorization: 'https://provider.example/authorize',
  token: 'https://provider.example/token',
  userinfo: 'https://provider.example/userinfo',
};

const state = { state: 'attempt-1.right', codeVerifier: 'v'.repeat(43) };

const returning = (query: string) => () =>
  ({ method: 'GET', originalUrl: `/demo/login/x/callback?${query}`, query: {}, headers: {} }) as unknown as Request;

const ends = (type: StrategyOutcome['type'], reason?: string) => (outcome: StrategyOutcome) => {
  assert.equal(outcome.type, type, JSON.stringify(outcome));
  if (reason !== undefined) assert.equal((outcome as { reason: string }).reason, reason);
};

for (const dialect of [google, facebook, x]) {
  const { kind, client } = dialect;
  strategyContract(kind, async () => {
    const { deps: plain } = strategyDeps(client);
    /** Answers every code, so that a case can run twice and beside the others. */
    const answering: typeof fetch = async (input) => {
      const isToken = String(input instanceof Request ? input.url : input).startsWith(endpoints.token);
      return Response.json(isToken ? { access_token: 'at', token_type: 'Bearer' } : dialect.person(dialect.account));
    };
    const deps: StrategyDeps = { ...plain, outbound: { ...plain.outbound, fetch: answering } };
    const kept = { ...state, profile: kind };
    return {
      built: buildSocial(kind, socialProfile({ dialect, endpoints }), deps),
      profile: kind,
      cases: [
        {
          name: 'a person who begins is sent to the provider',
          request: returning(''),
          facts: { phase: 'begin' },
          expect: (outcome) => {
            assert.ok(outcome.type === 'redirect' && outcome.url.startsWith(`${endpoints.authorization}?`));
          },
        },
        {
          name: 'a person who brings her code is asserted',
          request: returning('code=abc&state=attempt-1.right'),
          facts: { state: kept },
          expect: ends('asserted'),
        },
        {
          name: 'a code with another state is refused',
          request: returning('code=abc&state=attempt-1.wrong'),
          facts: { state: kept },
          expect: ends('refused', 'invalid'),
        },
        {
          name: 'a person who cancelled is refused',
          request: returning('error=access_denied&state=attempt-1.right'),
          facts: { state: kept },
          expect: ends('refused', 'cancelled'),
        },
      ],
      close: async () => undefined,
    };
  });
}
