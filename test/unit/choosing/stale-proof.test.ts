import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { selfRequest } from '../../../src/login/paths.ts';
import { stalenessOf } from '../../../src/login/stale-proof.ts';

const startedAt = 1_000_000_000;
const skewMs = 60_000;

const staleness = (provenBefore: number, wishes: { forceAuthn?: boolean; maxAgeSeconds?: number }) =>
  stalenessOf(
    { authenticatedAt: startedAt - provenBefore },
    { startedAt, request: { ...selfRequest('demo'), ...wishes } },
    skewMs,
    startedAt + 5000,
  );

describe('how old a proof may be', () => {
  test('any age, where nobody asks', () => {
    assert.equal(staleness(1e8, {}), undefined);
  });

  test('not older than the request that demands a new one, by more than clocks differ', () => {
    assert.equal(staleness(-1000, { forceAuthn: true }), undefined);
    assert.equal(staleness(skewMs, { forceAuthn: true }), undefined);
    assert.equal(staleness(skewMs + 1, { forceAuthn: true }), 'older-than-request');
  });

  test('not older than the age that the application takes', () => {
    assert.equal(staleness(100_000, { maxAgeSeconds: 300 }), undefined);
    assert.equal(staleness(400_000, { maxAgeSeconds: 300 }), 'older-than-max-age');
  });
});
