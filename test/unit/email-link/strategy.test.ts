// What every strategy owes, and that a proof counts once and only for its own attempt.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Request } from 'express';
import { loginProfile } from '../../../config/schema.ts';
import { type EmailProof, emailProofSpace } from '../../../src/domain/email-proof.ts';
import type { StrategyDeps } from '../../../src/domain/strategy.ts';
import { runStrategy } from '../../../src/login/run-strategy.ts';
import { emailLinkKind } from '../../../strategies/email-link/index.ts';
import { signInFacts, strategyContract } from '../../contract/strategy/strategy.contract.ts';
import { fakeEphemeral } from '../../support/fake-ephemeral.ts';
import { fakeClock } from '../../support/fakes.ts';

const proof: EmailProof = {
  institution: 'demo',
  profile: 'mail',
  attemptId: 'attempt-1',
  address: 'Ada@Uni.example',
  userId: 'u1',
  provedAt: 1000,
};

const returning = (id: string): Request =>
  ({ method: 'GET', url: '/', headers: {}, query: { proof: id }, body: {} }) as unknown as Request;

function bench() {
  const options = loginProfile.parse({ id: 'mail', kind: 'email-link', label: 'Email' });
  assert.ok(options.kind === 'email-link');
  const ephemeral = fakeEphemeral(fakeClock());
  const base = 'https://lib.example/demo/login/mail';
  const urls = { callback: `${base}/callback`, metadata: `${base}/metadata`, logout: `${base}/logout` };
  const deps = { institution: 'demo', urls, ephemeral } as unknown as StrategyDeps;
  const built = emailLinkKind.create(options, deps);
  const keep = (id: string, kept: EmailProof = proof) => ephemeral.put(emailProofSpace, id, JSON.stringify(kept), 120);
  const run = (request: Request, facts = {}) =>
    runStrategy(built.strategy, request, signInFacts(facts), { deadlineMs: 1000 });
  return { built, keep, run };
}

let counted = 0;
strategyContract('email-link', async () => {
  const { built, keep } = bench();
  const ids = Array.from({ length: 20 }, () => `proof-of-the-contract-${counted++}`);
  for (const id of ids) await keep(id);
  return {
    built,
    profile: 'mail',
    cases: [
      {
        name: 'a proof asserts its address',
        request: () => returning(ids.shift() ?? ''),
        expect: (outcome) => assert.equal(outcome.type === 'asserted' && outcome.assertion.subject, 'Ada@Uni.example'),
      },
      {
        name: 'no proof is refused',
        request: () => returning('no-such-proof-anywhere'),
        expect: (outcome) => assert.equal(outcome.type === 'refused' && outcome.reason, 'expired'),
      },
      {
        name: 'a beginning sends the browser to the page that asks for the address',
        request: () => returning(''),
        facts: { phase: 'begin' },
        expect: (outcome) =>
          assert.equal(
            outcome.type === 'redirect' && outcome.url,
            'https://lib.example/demo/login/mail/email?attempt=attempt-1',
          ),
      },
    ],
    close: () => built.close(),
  };
});

describe('a proof', () => {
  test('asserts the address as verified, whose it is, and that it was a one-time code', async () => {
    const { keep, run } = bench();
    await keep('proof-proof-proof-proof');
    const outcome = await run(returning('proof-proof-proof-proof'));
    assert.deepEqual(outcome.type === 'asserted' && outcome.assertion, {
      profile: 'mail',
      issuer: 'internal',
      subject: 'Ada@Uni.example',
      attributes: {},
      verifiedEmails: ['Ada@Uni.example'],
      authenticatedAt: 1000,
      methods: ['otp'],
      resolvedUserId: 'u1',
    });
  });

  test('counts once', async () => {
    const { keep, run } = bench();
    await keep('proof-proof-proof-proof');
    const outcomes = await Promise.all([1, 2, 3].map(() => run(returning('proof-proof-proof-proof'))));
    assert.equal(outcomes.filter(({ type }) => type === 'asserted').length, 1);
  });

  for (const other of [{ attemptId: 'attempt-2' }, { profile: 'other' }, { institution: 'other' }]) {
    test(`of another ${Object.keys(other)[0]} asserts nobody`, async () => {
      const { keep, run } = bench();
      await keep('proof-proof-proof-proof', { ...proof, ...other });
      assert.equal((await run(returning('proof-proof-proof-proof'))).type, 'refused');
    });
  }

  test('is looked for under its own form of name only', async () => {
    const { run } = bench();
    for (const id of ['', '../x', 'a'.repeat(65), 'é'.repeat(30)])
      assert.equal((await run(returning(id))).type, 'refused');
  });
});
