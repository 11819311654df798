import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { StrategyFailure } from '../../../src/domain/strategy.ts';
import { fallbackStep, internalPasswordCause } from '../../../src/login/fallback.ts';

const policy = {
  whenRefused: false,
  whenUnknown: false,
  whenUnreachable: false,
  unreachableProfiles: [],
  whenChosen: false,
};
const refused = (reason: Extract<StrategyFailure, { type: 'refused' }>['reason']): StrategyFailure => ({
  type: 'refused',
  reason,
  detail: '',
});
const away: StrategyFailure = { type: 'unreachable', detail: '' };

describe('why the internal password is asked for', () => {
  test('the three ends of an upstream are told apart', () => {
    assert.equal(internalPasswordCause([refused('credentials')], 'chosen', policy), 'refused');
    assert.equal(internalPasswordCause([refused('unknown')], 'chosen', policy), 'unknown');
    assert.equal(internalPasswordCause([away], 'chosen', policy), 'unreachable');
  });

  test('an end that is none of the three opens nothing', () => {
    for (const reason of ['invalid', 'locked', 'expired', 'cancelled', 'replayed'] as const) {
      assert.equal(internalPasswordCause([refused(reason)], 'chosen', policy), 'none');
    }
    assert.equal(internalPasswordCause([{ type: 'prompt', fields: [] }], 'chosen', policy), 'none');
  });

  test('of several upstreams the strictest end counts', () => {
    assert.equal(internalPasswordCause([refused('unknown'), refused('credentials')], 'chosen', policy), 'refused');
    assert.equal(internalPasswordCause([refused('unknown'), away], 'chosen', policy), 'unreachable');
    assert.equal(internalPasswordCause([away, refused('credentials')], 'chosen', policy), 'refused');
    assert.equal(internalPasswordCause([refused('credentials'), refused('invalid')], 'chosen', policy), 'none');
  });

  test('without an upstream it is why it was offered, where the policy allows that, or the choice', () => {
    assert.equal(internalPasswordCause([], 'unreachable', { ...policy, whenUnreachable: true }), 'unreachable');
    assert.equal(internalPasswordCause([], 'unreachable', policy), 'chosen');
  });

  test('an upstream that said no is not forgotten for what the form was offered for', () => {
    assert.equal(internalPasswordCause([refused('credentials')], 'unreachable', policy), 'refused');
  });

  test('the trace says whom it was allowed for', () => {
    const open = { ...policy, whenUnknown: true, userGroups: ['guest', 'alumni'] };
    assert.deepEqual(fallbackStep('unknown', open), {
      type: 'fallback',
      because: 'unknown',
      allowed: true,
      detail: 'internal users, and external ones, of groups guest, alumni',
    });
    assert.deepEqual(fallbackStep('refused', open), {
      type: 'fallback',
      because: 'refused',
      allowed: false,
      detail: 'internal users only',
    });
  });
});
