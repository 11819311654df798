import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertionOf, type Claims } from '../../../strategies/oidc/assertion-of.ts';

const receivedAt = Date.UTC(2026, 2, 2);

function assertion(idToken: Claims, userinfo?: Claims) {
  const verified = { profile: 'campus', issuer: 'https://idp.example', userinfo, receivedAt };
  return assertionOf({ ...verified, idToken: { sub: 'ada', ...idToken } });
}

describe('the assertion of an OpenID Connect upstream', () => {
  test('writes scalars and lists of scalars as lists of text', () => {
    const { attributes } = assertion({
      a: 'x',
      b: 5,
      c: true,
      d: ['x', 2, { no: 1 }, null],
      e: { no: 1 },
      f: null,
      g: '',
    });
    assert.deepEqual(attributes, { sub: ['ada'], a: ['x'], b: ['5'], c: ['true'], d: ['x', '2'] });
  });

  test('lets userinfo add claims, and never replace one of the ID token', () => {
    const { attributes } = assertion({ a: 'token' }, { sub: 'ada', a: 'userinfo', b: 'userinfo' });
    assert.deepEqual(attributes, { sub: ['ada'], a: ['token'], b: ['userinfo'] });
  });

  test('takes an email as verified only where its own source says so in the right type', () => {
    assert.deepEqual(assertion({ email: 'a@x.example', email_verified: true }).verifiedEmails, ['a@x.example']);
    for (const email_verified of [false, 'true', 1, undefined, ['true']]) {
      assert.deepEqual(assertion({ email: 'a@x.example', email_verified }).verifiedEmails, []);
    }
    assert.deepEqual(
      assertion({ email: 'a@x.example' }, { email: 'b@x.example', email_verified: true }).verifiedEmails,
      ['b@x.example'],
    );
    assert.deepEqual(assertion({ email: 'a@x.example' }, { email_verified: true }).verifiedEmails, []);
  });

  test('dates the proof by auth_time, or by its arrival', () => {
    assert.equal(assertion({ auth_time: 1000 }).authenticatedAt, 1_000_000);
    assert.equal(assertion({}).authenticatedAt, receivedAt);
  });

  test('believes no proof that is still to come', () => {
    for (const seconds of [receivedAt / 1000 + 1, 1e300, Number.POSITIVE_INFINITY]) {
      assert.equal(assertion({ auth_time: seconds }).authenticatedAt, receivedAt);
    }
    assert.equal(assertion({ auth_time: -1e300 }).authenticatedAt, 0);
  });

  test('takes a claim named like a property of every object as a claim', () => {
    const { attributes } = assertion(JSON.parse('{"__proto__": "x", "constructor": "y"}') as Claims);
    assert.deepEqual(Object.getOwnPropertyDescriptor(attributes, '__proto__')?.value, ['x']);
    assert.deepEqual(Object.entries(attributes).find(([name]) => name === 'constructor')?.[1], ['y']);
  });
});
