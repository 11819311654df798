// What every strategy owes, whatever its kind. A strategy's own contract test calls `strategyContract` with its cases.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Request } from 'express';
import type { BuiltStrategy, StrategyOutcome } from '../../../src/domain/strategy.ts';
import { runStrategy, type SignInFacts, syntheticRequest } from '../../../src/login/run-strategy.ts';

export interface StrategyCase {
  /** A sentence that ends in what is expected. */
  readonly name: string;
  readonly request: () => Request;
  readonly facts?: Partial<SignInFacts>;
  readonly expect: (outcome: StrategyOutcome) => void;
}

export interface StrategySubject {
  readonly built: BuiltStrategy;
  /** The id of the profile it was built for. */
  readonly profile: string;
  readonly cases: readonly StrategyCase[];
  close(): Promise<void>;
}

/** Sign-in facts of a test; `state` is a fresh object each time. */
export function signInFacts(facts: Partial<SignInFacts> = {}): SignInFacts {
  return {
    phase: 'return',
    attemptId: 'attempt-1',
    state: {},
    forceAuthn: false,
    passive: false,
    loginHint: undefined,
    language: 'en',
    source: '127.0.0.1',
    ...facts,
  };
}

/** A typed name and password, as the form and the doors without a browser hand them over. */
export function typed(username: string, password: string): Request {
  return syntheticRequest({ username, password });
}

function runCase(subject: StrategySubject, one: StrategyCase, deadlineMs: number): Promise<StrategyOutcome> {
  return runStrategy(subject.built.strategy, one.request(), signInFacts(one.facts), { deadlineMs });
}

export function strategyContract(name: string, open: () => Promise<StrategySubject>, deadlineMs = 5000): void {
  describe(`Strategy: ${name}`, () => {
    test('ends each case as expected, and the same way a second time', async (t) => {
      const subject = await open();
      t.after(() => subject.close());
      for (const one of [...subject.cases, ...subject.cases]) {
        await t.test(one.name, async () => one.expect(await runCase(subject, one, deadlineMs)));
      }
    });

    test('keeps logins apart that run at the same time on one instance', async (t) => {
      const subject = await open();
      t.after(() => subject.close());
      const runs = subject.cases.map((one) => runCase(subject, one, deadlineMs));
      const outcomes = await Promise.all(runs);
      for (const [index, one] of subject.cases.entries()) {
        const outcome = outcomes[index];
        assert.ok(outcome !== undefined);
        one.expect(outcome);
      }
    });

    test('asserts for its own profile only, and nothing that JSON would lose', async (t) => {
      const subject = await open();
      t.after(() => subject.close());
      for (const one of subject.cases) {
        const outcome = await runCase(subject, one, deadlineMs);
        if (outcome.type !== 'asserted') continue;
        assert.equal(outcome.assertion.profile, subject.profile);
        const { assertion } = outcome;
        const known = Object.fromEntries(Object.entries(assertion).filter(([, value]) => value !== undefined));
        assert.deepEqual(JSON.parse(JSON.stringify(assertion)), known);
      }
    });

    test('says who it is registered as, and names no secret there', async (t) => {
      const subject = await open();
      t.after(() => subject.close());
      const { facts } = await subject.built.registration();
      for (const { label, value } of facts) {
        assert.notEqual(label, '');
        assert.doesNotMatch(value, /secret-of-the-test/);
      }
    });
  });
}
