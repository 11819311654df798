import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertionIn, endOf, socialKinds, standing } from '../../support/social-run.ts';

const issuers = { google: 'https://accounts.google.com', facebook: 'https://www.facebook.com', x: 'https://x.com' };

describe('on the way back from a provider of social login', () => {
  for (const kind of socialKinds) {
    test(`${kind}: asserts the provider’s own id of the account, under the provider’s issuer`, async (t) => {
      const at = await standing(t, kind);
      const assertion = assertionIn(await at.through());
      const { account } = at.provider.dialect;
      assert.deepEqual(
        [assertion.profile, assertion.issuer, assertion.subject],
        [kind, issuers[kind], account['sub'] ?? account['id']],
      );
      assert.equal(assertion.authenticatedAt, at.deps.clock.now());
      assert.deepEqual(assertion.attributes['name'], ['Ada Lovelace']);
    });

    test(`${kind}: sends neither the access token nor the secret in an address`, async (t) => {
      const at = await standing(t, kind);
      assertionIn(await at.through());
      assert.equal(at.provider.asked.length, 3);
      assert.doesNotMatch(at.provider.asked.join('\n'), /access_token=|client_secret|token-|secret-of/);
    });

    test(`${kind}: keeps two people apart who come back at the same time`, async (t) => {
      const at = await standing(t, kind);
      const outcomes = await Promise.all([
        at.through(),
        at.through((back) => back.searchParams.set('code', 'guessed')),
      ]);
      assert.deepEqual(outcomes.map(endOf), ['asserted', 'refused/invalid']);
    });

    test(`${kind}: tells a person who cancelled, and lets nothing rest on it`, async (t) => {
      const at = await standing(t, kind);
      at.provider.behave.authorization = 'cancel';
      assert.equal(endOf(await at.through()), 'refused/cancelled hearsay');
    });

    test(`${kind}: counts as away when its error says so, and lets nothing rest on it`, async (t) => {
      const at = await standing(t, kind);
      at.provider.behave.authorization = 'unavailable';
      assert.equal(endOf(await at.through()), 'unreachable hearsay');
    });
  }

  test('Google: takes an email address for verified only when Google says so', async (t) => {
    const at = await standing(t, 'google');
    assert.deepEqual(assertionIn(await at.through()).verifiedEmails, ['ada@uni.example']);
    for (const said of [false, 'true', 1, undefined]) {
      at.provider.behave.account = { ...at.provider.dialect.account, email_verified: said };
      assert.deepEqual(assertionIn(await at.through()).verifiedEmails, [], String(said));
    }
  });

  test('Google: holds the hosted domain to what Google answers', async (t) => {
    const at = await standing(t, 'google', { hostedDomain: 'uni.example' });
    assertionIn(await at.through());
    for (const hd of ['other.example', 'evil.uni.example', '', undefined, ['uni.example']]) {
      at.provider.behave.account = { ...at.provider.dialect.account, hd };
      assert.equal(endOf(await at.through()), 'refused/credentials hearsay', String(hd));
    }
  });

  test('Facebook and X: take no email address for verified', async (t) => {
    for (const kind of ['facebook', 'x'] as const) {
      const at = await standing(t, kind);
      const claimed = { email: 'ada@uni.example', email_verified: true, verified: true };
      at.provider.behave.account = { ...at.provider.dialect.account, ...claimed };
      assert.deepEqual(assertionIn(await at.through()).verifiedEmails, []);
    }
  });

  test('Facebook: proves to the Graph API that it holds the secret of the application', async (t) => {
    const at = await standing(t, 'facebook');
    assertionIn(await at.through());
    assert.match(at.provider.asked.at(-1) ?? '', /^GET \/v24\.0\/me\?fields=id%2Cname&appsecret_proof=[0-9a-f]{64}$/);
  });

  test('X: names the account by its number, not by the name that may be another’s tomorrow', async (t) => {
    const at = await standing(t, 'x');
    at.provider.behave.account = { username: 'ada', name: 'Ada' };
    assert.equal(endOf(await at.through()), 'refused/invalid');
  });

  test('Facebook: tells a used code from an expired one', async (t) => {
    const at = await standing(t, 'facebook');
    at.provider.behave.token = 'used';
    assert.equal(endOf(await at.through()), 'refused/replayed');
    at.provider.behave.token = 'expired';
    assert.equal(endOf(await at.through()), 'refused/expired');
  });
});
