import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimsWithin } from '../../../src/relying-parties/oidc/account.ts';

test('standard claims come with their scope, all others with openid', () => {
  const claims = { name: 'Ada', email: 'ada@x.example', student_number: '4711' };
  assert.deepEqual(claimsWithin('openid', claims), { student_number: '4711' });
  assert.deepEqual(claimsWithin('openid profile', claims), { name: 'Ada', student_number: '4711' });
  assert.deepEqual(claimsWithin('openid email', claims), { email: 'ada@x.example', student_number: '4711' });
});

test('a release never sets a claim of the protocol itself', () => {
  const claims = {
    sub: 'x',
    iss: 'x',
    aud: 'x',
    nonce: 'x',
    sid: 'x',
    azp: 'x',
    auth_time: 'x',
    amr: 'x',
    at_hash: 'x',
  };
  assert.deepEqual(claimsWithin('openid profile email', claims), {});
});
