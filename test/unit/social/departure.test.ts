import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { callback, run, signIn, strategyDeps } from '../../support/oidc-strategy-run.ts';
import { startSocialProvider } from '../../support/social-providers.ts';
import {
  buildSocial,
  createSocial,
  endOf,
  profileOptions,
  socialKinds,
  socialProfile,
  standing,
} from '../../support/social-run.ts';

describe('on the way to a provider of social login', () => {
  for (const kind of socialKinds) {
    test(`${kind}: asks for a code with state and PKCE, and keeps their secrets in the attempt`, async (t) => {
      const at = await standing(t, kind);
      const { url, state } = await at.begin();
      const asked = url.searchParams;
      assert.equal(`${url.origin}${url.pathname}`, at.provider.endpoints.authorization);
      assert.deepEqual(
        ['response_type', 'client_id', 'redirect_uri', 'scope', 'code_challenge_method'].map((name) => asked.get(name)),
        ['code', at.provider.dialect.client.clientId, callback, at.provider.dialect.scope, 'S256'],
      );
      assert.equal(asked.get('state'), state['state']);
      const verifier = state['codeVerifier'] ?? '';
      assert.match(verifier, /^[\w-]{43,128}$/);
      assert.equal(asked.get('code_challenge'), createHash('sha256').update(verifier).digest('base64url'));
      assert.equal(url.href.includes(verifier), false);
      assert.equal(url.href.includes(at.provider.dialect.client.clientSecret), false);
    });

    test(`${kind}: puts the attempt in front of the first dot of the state`, async (t) => {
      const { url } = await (await standing(t, kind)).begin();
      assert.match(url.searchParams.get('state') ?? '', /^attempt-1\.[\w-]{40,}$/);
    });

    test(`${kind}: makes another state and another verifier each time`, async (t) => {
      const at = await standing(t, kind);
      const [one, other] = [await at.begin(), await at.begin()];
      assert.notEqual(one.state['state'], other.state['state']);
      assert.notEqual(one.state['codeVerifier'], other.state['codeVerifier']);
    });

    test(`${kind}: is asked again for a fresh proof, unless the profile refuses that`, async (t) => {
      assert.ok(await (await standing(t, kind)).begin({ forceAuthn: true }));
      const { built } = await standing(t, kind, { reauthentication: 'refuse' });
      const outcome = await run(built.strategy, signIn({ forceAuthn: true }));
      assert.equal(endOf(outcome), 'refused/credentials hearsay');
      assert.equal((await run(built.strategy, signIn())).type, 'redirect');
    });

    test(`${kind}: takes nothing of the browser's own request into account before she was sent away`, async (t) => {
      const { built } = await standing(t, kind);
      const outcome = await run(built.strategy, signIn(), '/login/x?code=stolen&error=access_denied&state=a');
      assert.equal(outcome.type, 'redirect');
    });

    test(`${kind}: refuses an address without TLS outside this machine`, async () => {
      const provider = await startSocialProvider(kind);
      await provider.close();
      const { deps } = strategyDeps(provider.dialect.client);
      const good = profileOptions(kind, socialProfile(provider));
      const plain = { ...good, endpoints: { ...good.endpoints, token: 'http://token.example/' } };
      assert.throws(() => buildSocial(kind, plain, deps), /expected|https/);
      assert.throws(() => createSocial(plain, deps), { code: 'VST_CONFIG_INVALID' });
    });

    test(`${kind}: tells the other side what to register, and no secret`, async (t) => {
      const at = await standing(t, kind);
      const { facts } = await at.built.registration();
      assert.ok(facts.some(({ value }) => value === callback));
      assert.ok(facts.some(({ value }) => value === at.provider.dialect.client.clientId));
      assert.equal(JSON.stringify(facts).includes('secret-of-the-test'), false);
    });
  }

  test('Google: lets the person choose the account each time, or shows nothing when asked silently', async (t) => {
    const at = await standing(t, 'google');
    assert.equal((await at.begin()).url.searchParams.get('prompt'), 'select_account');
    assert.equal((await at.begin({ passive: true })).url.searchParams.get('prompt'), 'none');
  });

  test('Google: is told an address that she typed, and never a library card', async (t) => {
    const at = await standing(t, 'google');
    const hintFor = async (loginHint: string) => (await at.begin({ loginHint })).url.searchParams.get('login_hint');
    assert.equal(await hintFor('ada@uni.example'), 'ada@uni.example');
    assert.equal(await hintFor('21234000001234'), null);
  });

  test('Google: offers accounts of the hosted domain', async (t) => {
    const at = await standing(t, 'google', { hostedDomain: 'Uni.Example' });
    assert.equal((await at.begin()).url.searchParams.get('hd'), 'uni.example');
  });

  test('Facebook: asks for the password again when a fresh proof is wanted', async (t) => {
    const at = await standing(t, 'facebook');
    assert.equal((await at.begin()).url.searchParams.get('auth_type'), null);
    assert.equal((await at.begin({ forceAuthn: true })).url.searchParams.get('auth_type'), 'reauthenticate');
  });

  test('Facebook: speaks to the version of the Graph API that the profile names', async () => {
    const provider = await startSocialProvider('facebook');
    await provider.close();
    const { deps } = strategyDeps(provider.dialect.client);
    const { endpoints: _, ...profile } = socialProfile(provider);
    const { strategy } = buildSocial('facebook', { ...profile, graphVersion: 'v25.0' }, deps);
    const { url } = (await run(strategy, signIn())) as { url: string };
    assert.match(url, /^https:\/\/www\.facebook\.com\/v25\.0\/dialog\/oauth\?/);
  });

  for (const kind of ['facebook', 'x'] as const) {
    test(`${kind}: says that it cannot be asked silently`, async (t) => {
      const { built } = await standing(t, kind);
      assert.equal(endOf(await run(built.strategy, signIn({ passive: true }))), 'refused/credentials hearsay');
    });
  }
});
