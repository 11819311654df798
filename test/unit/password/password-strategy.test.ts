import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { VestibuleError } from '../../../src/domain/errors.ts';
import type { InternalPasswordCheck } from '../../../src/domain/ports/internal-password-check.ts';
import type { StrategyDeps, StrategyOutcome } from '../../../src/domain/strategy.ts';
import { runStrategy, type SignInFacts, syntheticRequest } from '../../../src/login/run-strategy.ts';
import { passwordKind } from '../../../strategies/password/index.ts';
import { passwordOptions } from '../../../strategies/password/options.ts';
import { signInFacts, strategyContract, typed } from '../../contract/strategy/strategy.contract.ts';
import { fakeClock } from '../../support/fakes.ts';

const options = passwordOptions.parse({
  id: 'library',
  kind: 'password',
  label: 'Library password',
  match: { from: 'subject', to: 'BARCODE' },
});

type Asked = Parameters<InternalPasswordCheck['verify']>[0];

function build(verify: InternalPasswordCheck['verify']) {
  const deps = { institution: 'demo', clock: fakeClock(1000), internalPassword: { verify } };
  return passwordKind.create(options, deps as unknown as StrategyDeps);
}

const ada: InternalPasswordCheck['verify'] = async ({ name, secret }) =>
  name === 'ada' && secret === 'pw'
    ? { type: 'right', userId: 'user-1', mustChange: false }
    : { type: 'wrong', detail: 'no' };

function run(verify: InternalPasswordCheck['verify'], req = typed('ada', 'pw'), facts: Partial<SignInFacts> = {}) {
  return runStrategy(build(verify).strategy, req, signInFacts(facts), { deadlineMs: 1000 });
}

describe('the password strategy', () => {
  test('asserts the typed name and whose it is', async () => {
    const outcome = await run(ada);
    assert.deepEqual(outcome.type === 'asserted' && outcome.assertion, {
      profile: 'library',
      issuer: 'internal',
      subject: 'ada',
      attributes: {},
      verifiedEmails: [],
      authenticatedAt: 1000,
      methods: ['pwd'],
      resolvedUserId: 'user-1',
    });
  });

  test('asks for its own institution and profile, with the cause it was given', async () => {
    const asked: Asked[] = [];
    const verify: InternalPasswordCheck['verify'] = async (request) => {
      asked.push(request);
      return { type: 'wrong', detail: 'no' };
    };
    await run(verify);
    await run(verify, typed('ada', 'pw'), { internalPasswordCause: 'unreachable' });
    assert.deepEqual(
      asked.map(({ institution, profile, cause }) => [institution, profile, cause]),
      [
        ['demo', 'library', 'chosen'],
        ['demo', 'library', 'unreachable'],
      ],
    );
  });

  test('prompts when nothing was typed', async () => {
    assert.equal((await run(ada, typed(' ', ''))).type, 'prompt');
    const repeated = syntheticRequest({ username: ['ada', 'eve'] as unknown as string, password: 'pw' });
    assert.equal((await run(ada, repeated)).type, 'prompt');
  });

  test('lets a full hashing queue be seen as what it is', async () => {
    const busy = new VestibuleError('VST_BUSY', 'full');
    await assert.rejects(
      run(async () => {
        throw busy;
      }),
      (error) => error === busy,
    );
  });
});

strategyContract('password', async () => ({
  built: build(ada),
  profile: 'library',
  cases: [
    {
      name: 'the right password is asserted',
      request: () => typed('ada', 'pw'),
      expect: (outcome: StrategyOutcome) => assert.equal(outcome.type, 'asserted'),
    },
    {
      name: 'a wrong password is refused',
      request: () => typed('ada', 'no'),
      expect: (outcome: StrategyOutcome) =>
        assert.deepEqual(outcome, { type: 'refused', reason: 'credentials', detail: 'no' }),
    },
  ],
  close: async () => undefined,
}));
