// What every strategy owes, held to this one: each case is a return of its own.
import assert from 'node:assert/strict';
import type { Request } from 'express';
import { strategyContract } from '../../contract/strategy/strategy.contract.ts';
import { casBench, failureXml, successXml } from '../../support/cas-bench.ts';

const state = 'attempt-1.secret';
let tickets = 0;

/** The browser's return; every call has a ticket of its own, as the server would give. */
const back = (kind: string) => (): Request => {
  tickets++;
  const originalUrl = `/library/login/campus/callback?state=${state}&ticket=ST-${tickets}-${kind}`;
  return { method: 'GET', originalUrl, url: originalUrl, headers: {}, query: {}, body: {} } as unknown as Request;
};

strategyContract('cas', async () => {
  const { built } = casBench({
    answer: (url) => (/-good/.test(url.searchParams.get('ticket') ?? '') ? successXml() : failureXml('INVALID_TICKET')),
  });
  const facts = () => ({ state: { state, begunAt: '0' } });
  return {
    built,
    profile: 'campus',
    cases: [
      {
        name: 'a good ticket asserts the person',
        request: back('good'),
        facts: facts(),
        expect: (outcome) => assert.equal(outcome.type === 'asserted' && outcome.assertion.subject, 'alice'),
      },
      {
        name: 'a bad ticket is refused',
        request: back('bad'),
        facts: facts(),
        expect: (outcome) => assert.equal(outcome.type === 'refused' && outcome.reason, 'expired'),
      },
      {
        name: 'a beginning sends the browser away',
        request: back('none'),
        facts: { phase: 'begin', state: {} },
        expect: (outcome) => assert.equal(outcome.type, 'redirect'),
      },
    ],
    close: () => built.close(),
  };
});
