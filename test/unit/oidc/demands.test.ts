import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { askedClaims, onlyProof } from '../../../src/relying-parties/oidc/asked-claims.ts';
import { demandsOf, upstreamHint, wishesOf } from '../../../src/relying-parties/oidc/demands.ts';

const mfa = 'https://refeds.org/profile/mfa';

describe('what an authorization request asks for', () => {
  test('contexts in acr_values are a wish', () => {
    assert.deepEqual(demandsOf(undefined, { acr_values: `${mfa} other` }), {
      contexts: [mfa, 'other'],
      needsContext: false,
    });
  });

  test('contexts in claims are needed where they are essential', () => {
    const claims = (acr: object) => ({ claims: JSON.stringify({ id_token: { acr } }) });
    assert.deepEqual(demandsOf(undefined, claims({ essential: true, values: [mfa] })), {
      contexts: [mfa],
      needsContext: true,
    });
    assert.deepEqual(demandsOf(undefined, claims({ value: mfa })), { contexts: [mfa], needsContext: false });
    assert.deepEqual(demandsOf(undefined, claims({ essential: true })), {});
  });

  test('the profiles are those that the configuration names', () => {
    assert.deepEqual(demandsOf({ profiles: ['campus'] }, {}), { profiles: ['campus'] });
  });

  test('what cannot be read asks for nothing', () => {
    for (const claims of ['', '{', '[]', '1', '{"id_token":{"acr":{"values":"x"}}}', '{"id_token":[]}', 7]) {
      assert.deepEqual(demandsOf(undefined, { claims, acr_values: 7 }), {}, String(claims));
      assert.equal(onlyProof(claims), undefined);
    }
  });

  test('of the claims parameter nothing is kept but acr and sub', () => {
    const claims = JSON.stringify({ userinfo: { email: null }, id_token: { email: null, sub: { value: 'x' } } });
    assert.equal(onlyProof(claims), JSON.stringify({ id_token: { sub: { value: 'x' } } }));
    assert.equal(askedClaims(claims).subject, 'x');
  });

  for (const [text, expected] of [
    ['campus', { profile: 'campus' }],
    ['federation:https://idp.uni.example/idp', { profile: 'federation', idp: 'https://idp.uni.example/idp' }],
    ['https://idp.uni.example/idp', { profile: 'https', idp: '//idp.uni.example/idp' }],
    ['Not A Profile', undefined],
    ['', undefined],
    [`campus:${'x'.repeat(2000)}`, undefined],
    ['campus:\r\nSet-Cookie', undefined],
  ] as const) {
    test(`the hint ${JSON.stringify(text.slice(0, 40))} is ${expected === undefined ? 'nothing' : 'read'}`, () => {
      assert.deepEqual(upstreamHint(text), expected);
    });
  }

  test('either name of the hint is read, an unreadable one is passed over', () => {
    assert.deepEqual(wishesOf({ kc_idp_hint: 'campus' }).hint, { profile: 'campus' });
    assert.deepEqual(wishesOf({ idp_hint: '!', kc_idp_hint: 'campus' }).hint, { profile: 'campus' });
  });

  test('languages come in their order, and no more than some', () => {
    assert.deepEqual(wishesOf({ ui_locales: 'he de' }).languages, ['he', 'de']);
    assert.equal(wishesOf({ ui_locales: 'de '.repeat(500) }).languages?.length, 20);
  });

  test('a login hint that is too long is none', () => {
    assert.equal(wishesOf({ login_hint: 'x'.repeat(256) }).loginHint, undefined);
  });
});
