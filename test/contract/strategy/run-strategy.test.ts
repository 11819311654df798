import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Request } from 'express';
import { Strategy } from 'passport';
import type { Assertion } from '../../../src/domain/assertion.ts';
import { VestibuleError } from '../../../src/domain/errors.ts';
import type { StrategyOutcome, StrategyRequest } from '../../../src/domain/strategy.ts';
import { runStrategy, type SignInFacts } from '../../../src/login/run-strategy.ts';
import { signInFacts, typed } from './strategy.contract.ts';

const assertion: Assertion = {
  profile: 'fake',
  issuer: 'fake-issuer',
  subject: 'someone',
  attributes: { mail: ['someone@uni.example'] },
  verifiedEmails: [],
  authenticatedAt: 1,
  methods: ['pwd'],
};

/** A strategy that does what it is told. */
class FakeStrategy extends Strategy {
  readonly act: (self: FakeStrategy, req: StrategyRequest) => unknown;

  constructor(act: (self: FakeStrategy, req: StrategyRequest) => unknown) {
    super();
    this.act = act;
  }

  override authenticate(req: Request): unknown {
    return this.act(this, req as StrategyRequest);
  }
}

type Act = (self: FakeStrategy, req: StrategyRequest) => unknown;

async function run(act: Act, facts: Partial<SignInFacts> = {}, deadlineMs = 1000): Promise<StrategyOutcome> {
  return await runStrategy(new FakeStrategy(act), typed('u1', 'pw1'), signInFacts(facts), { deadlineMs });
}

const later = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

function isBroken(error: unknown): boolean {
  return error instanceof VestibuleError && error.code === 'VST_INTERNAL';
}

describe('runStrategy', () => {
  test('turns a success into the assertion, with the attempt it belongs to', async () => {
    const outcome = await run((self) => self.success(assertion));
    assert.deepEqual(outcome, { type: 'asserted', assertion, attemptId: 'attempt-1' });
  });

  test('names the attempt that a verified message answers', async () => {
    const outcome = await run(
      (self, req) => {
        req.signIn.foundAttempt('attempt-9');
        self.success(assertion);
      },
      { attemptId: undefined },
    );
    assert.deepEqual(outcome, { type: 'asserted', assertion, attemptId: 'attempt-9' });
  });

  test('hands on a refusal, an unreachable upstream and a prompt as the strategy said them', async () => {
    const failures = [
      { type: 'refused', reason: 'unknown', detail: 'no entry' },
      { type: 'unreachable', detail: 'connect timeout' },
      { type: 'prompt', fields: [{ name: 'username', type: 'text' }] },
    ] as const;
    for (const failure of failures) assert.deepEqual(await run((self) => self.fail(failure)), failure);
  });

  test('reads a failure without a known shape as refused/invalid, which no fallback rests on', async () => {
    assert.deepEqual(await run((self) => self.fail('Bad request')), {
      type: 'refused',
      reason: 'invalid',
      detail: 'Bad request',
    });
    assert.equal((await run((self) => self.fail(403))).type, 'refused');
    assert.equal((await run((self) => self.fail({ type: 'asserted', assertion }))).type, 'refused');
  });

  test('turns a redirect into its address', async () => {
    const outcome = await run((self) => self.redirect('https://idp.example/sso?SAMLRequest=x'));
    assert.deepEqual(outcome, { type: 'redirect', url: 'https://idp.example/sso?SAMLRequest=x' });
  });

  test('turns a form for the upstream into a post, also where the strategy passes afterwards', async () => {
    const outcome = await run((self, req) => {
      req.signIn.post('https://idp.example/sso', { SAMLRequest: 'x' });
      self.pass();
    });
    assert.deepEqual(outcome, { type: 'post', url: 'https://idp.example/sso', fields: { SAMLRequest: 'x' } });
  });

  test('keeps what the strategy wrote into the state of the attempt', async () => {
    const state: Record<string, string> = {};
    await run(
      (self, req) => {
        req.signIn.state['nonce'] = 'n';
        self.redirect('https://idp.example/');
      },
      { state },
    );
    assert.deepEqual(state, { nonce: 'n' });
  });

  test('refuses a pass that answers nothing', async () => {
    await assert.rejects(
      run((self) => self.pass()),
      isBroken,
    );
  });

  test('refuses an answer that the strategy wrote to the browser itself', async () => {
    await assert.rejects(
      run((_self, req) => req.res?.status(200).send('<form>')),
      isBroken,
    );
    await assert.rejects(
      run((_self, req) => req.res?.end('hello')),
      isBroken,
    );
  });

  test('takes a redirect through the response like any other', async () => {
    const outcome = await run((_self, req) => req.res?.redirect('https://idp.example/'));
    assert.deepEqual(outcome, { type: 'redirect', url: 'https://idp.example/' });
  });

  test('refuses a success that is no assertion', async () => {
    await assert.rejects(
      run((self) => self.success({ id: 'u1' })),
      isBroken,
    );
    await assert.rejects(
      run((self) => self.success({ ...assertion, subject: '' })),
      isBroken,
    );
  });

  test('raises an error of the strategy as a fault of ours, with its cause', async () => {
    const cause = new TypeError('x is not a function');
    await assert.rejects(
      run((self) => self.error(cause)),
      (error) => isBroken(error) && (error as Error).cause === cause,
    );
  });

  test('catches what is thrown at once and what is rejected later', async () => {
    await assert.rejects(
      run(() => {
        throw new TypeError('at once');
      }),
      isBroken,
    );
    await assert.rejects(
      run(async () => {
        await later(1);
        throw new TypeError('later');
      }),
      isBroken,
    );
  });

  test('hands on a coded error as it is', async () => {
    const busy = new VestibuleError('VST_BUSY', 'The hashing queue is full');
    await assert.rejects(
      run((self) => self.error(busy)),
      (error) => error === busy,
    );
  });

  test('reads a network fault as an unreachable upstream', async () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:9'), { code: 'ECONNREFUSED' });
    assert.deepEqual(await run((self) => self.error(refused)), { type: 'unreachable', detail: 'ECONNREFUSED' });
    const coded = new VestibuleError('VST_UPSTREAM_UNREACHABLE', 'discovery timed out');
    assert.deepEqual(await run((self) => self.error(coded)), { type: 'unreachable', detail: 'discovery timed out' });
  });

  test('counts the first of two answers', async () => {
    const outcome = await run((self) => {
      self.fail({ type: 'refused', reason: 'credentials', detail: 'no' });
      self.success(assertion);
    });
    assert.equal(outcome.type, 'refused');
  });

  test('ends a strategy that never answers, and drops what it says too late', async () => {
    const outcome = await run(
      async (self) => {
        await later(40);
        self.success(assertion);
      },
      {},
      10,
    );
    assert.deepEqual(outcome, { type: 'unreachable', detail: 'no answer within 10 ms' });
  });

  test('keeps two logins apart that share one instance', async () => {
    const strategy = new FakeStrategy(async (self, req) => {
      const { username, wait } = req.body as { username: string; wait: number };
      await later(wait);
      self.success({ ...assertion, subject: username });
    });
    const begin = (username: string, wait: number): Promise<StrategyOutcome> => {
      const req = typed(username, 'pw');
      Object.assign(req.body as object, { wait });
      return runStrategy(strategy, req, signInFacts(), { deadlineMs: 1000 });
    };
    const [slow, fast] = await Promise.all([begin('slow', 30), begin('fast', 5)]);
    assert.equal(slow.type === 'asserted' && slow.assertion.subject, 'slow');
    assert.equal(fast.type === 'asserted' && fast.assertion.subject, 'fast');
  });

  test('leaves the request of the caller as it was', async () => {
    const req = typed('u1', 'pw1');
    const before = Object.keys(req);
    await runStrategy(new FakeStrategy((self) => self.success(assertion)), req, signInFacts(), { deadlineMs: 1000 });
    assert.deepEqual(Object.keys(req), before);
  });
});
