// What is told of how she proved who she is: nothing that nobody said.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proofContext } from '../../../src/login/proof-context.ts';

const mfa = 'https://refeds.org/profile/mfa';
const sfa = 'https://refeds.org/profile/sfa';
const campus = { context: undefined, issuer: 'https://idp.example' };
const internal = { context: undefined, issuer: 'internal' };

test('the upstream’s own word counts, whatever the profile says', () => {
  assert.equal(proofContext({ ...campus, context: sfa }, { kind: 'saml', contexts: [mfa] }), sfa);
});

test('a profile of one context speaks for an upstream that says none', () => {
  assert.equal(proofContext(campus, { kind: 'oidc', contexts: [mfa] }), mfa);
  assert.equal(proofContext(campus, { kind: 'oidc' }), undefined);
  assert.equal(proofContext(campus, undefined), undefined);
});

test('of several contexts none is made up', () => {
  assert.equal(proofContext(campus, { kind: 'oidc', contexts: [mfa, sfa] }), undefined);
});

test('a library password in the place of the upstream is not what the upstream gives', () => {
  assert.equal(proofContext(internal, { kind: 'ldap', contexts: [mfa] }), undefined);
  assert.equal(proofContext(internal, { kind: 'password', contexts: [sfa] }), sfa);
});
