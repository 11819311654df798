// A provider that answers by a posted form, over real HTTP: the POST comes without cookies, and the browser that began
// proves itself a step later. The provider is oidc-provider as a Keycloak realm would be: it reads our keys where we
// publish them, takes pushed requests, and ends sessions from both sides.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Answer, type Browser, openBrowser } from '../support/browse.ts';
import { ecKey } from '../support/client-keys.ts';
import { links, parse } from '../support/html-forms.ts';
import { libraryOf } from '../support/institutions.ts';
import { clientId, type KnownProvider, startKnownProvider } from '../support/known-provider.ts';
import { assertRefused, meOf, traceOf } from '../support/sign-in-end.ts';
import { type InstitutionInput, type RunningVestibule, startVestibule } from '../support/vestibule.ts';

let campus: KnownProvider;
let house: RunningVestibule;
const client = {
  redirect_uris: [] as string[],
  post_logout_redirect_uris: [] as string[],
  jwks_uri: '',
  backchannel_logout_uri: '',
  backchannel_logout_session_required: true,
  token_endpoint_auth_method: 'private_key_jwt' as const,
  token_endpoint_auth_signing_alg: 'ES256' as const,
  require_pushed_authorization_requests: true,
};

const profile = (id: string): InstitutionInput['loginProfiles'][number] => ({
  id,
  kind: 'oidc',
  label: 'Campus',
  preset: 'keycloak',
  baseUrl: new URL(campus.issuer).origin,
  realm: 'campus',
  clientId,
  clientKey: { key: '${env:KEY}' },
  responseMode: 'form_post',
  signOut: 'always',
  match: { from: { attribute: 'student_number' }, to: 'STUDENT_NO' },
  timeoutSeconds: 5,
});

before(async () => {
  campus = await startKnownProvider({
    path: '/realms/campus',
    people: { ada: { student_number: 'S-1001' } },
    client,
    configuration: {
      features: { backchannelLogout: { enabled: true } },
      // Our addresses are on this machine, which the library would not call.
      fetch: (url, init) => {
        const { method, headers, body, signal } = init ?? {};
        return fetch(url, {
          method: method ?? 'GET',
          headers: headers ?? {},
          body: body ?? null,
          signal: signal ?? null,
        });
      },
    },
  });
  house = await startVestibule({
    secrets: { KEY: ecKey() },
    institutions: () => [libraryOf({ profiles: [profile('campus'), profile('second')] })],
  });
  const at = `${house.url}/demo/login/campus`;
  client.redirect_uris.push(`${at}/callback`);
  client.post_logout_redirect_uris.push(`${at}/logout`);
  client.jwks_uri = `${at}/metadata`;
  client.backchannel_logout_uri = `${at}/backchannel`;
  await house.seed('demo', [{ primaryIdentifier: 'p0001', identifiers: [{ type: 'STUDENT_NO', value: 'S-1001' }] }]);
});
after(async () => {
  await house.close();
  await campus.close();
});

/** Away to the provider, where she signs in; the form that she is sent back with. */
async function formOf(browser: Browser): Promise<Readonly<Record<string, string>>> {
  const sent = await browser.follow(await browser.get(`${house.url}/demo/login/campus`), (to) =>
    to.startsWith(campus.issuer),
  );
  const { form } = await campus.signIn(sent.headers.get('location') ?? assert.fail(sent.body), 'ada', browser);
  const [posted] = parse(form?.body ?? '');
  assert.equal(posted?.action, client.redirect_uris[0]);
  return Object.fromEntries(Object.entries(posted?.fields ?? {}).filter(([name]) => name !== ''));
}

/** As from another site: no cookie of ours comes with it. */
const post = (fields: Readonly<Record<string, string>>, to = client.redirect_uris[0] ?? ''): Promise<Answer> =>
  openBrowser().post(to, fields, campus.issuer);

const relayOf = (answer: Answer): string => {
  assert.equal(answer.status, 303, answer.body);
  return new URL(answer.headers.get('location') ?? '', answer.url).href;
};

async function signIn(): Promise<Browser> {
  const browser = openBrowser();
  await browser.follow(await browser.get(relayOf(await post(await formOf(browser)))));
  assert.equal((await meOf(house, browser)).primaryIdentifier, 'p0001');
  return browser;
}

describe('an answer that the provider lets the browser post', () => {
  test('signs her in a step later, by the cookie that did not come with it', async () => {
    const { profile: by, matchedIdentifier } = await meOf(house, await signIn());
    assert.deepEqual([by, matchedIdentifier], ['campus', { type: 'STUDENT_NO', value: 'S-1001' }]);
  });

  test('was asked for by a pushed request, and our keys were read where we publish them', async () => {
    const { status, headers, body } = await openBrowser().get(client.jwks_uri);
    assert.equal(status, 200);
    assert.match(headers.get('content-type') ?? '', /application\/jwk-set\+json/);
    assert.deepEqual(Object.keys(JSON.parse(body).keys[0]).toSorted(), ['crv', 'kid', 'kty', 'use', 'x', 'y']);
    assert.equal(campus.posted[0]?.get('response_mode'), 'form_post');
  });

  test('opens nothing in another browser, and the first one still gets in', async () => {
    const [browser, other] = [openBrowser(), openBrowser()];
    const relay = relayOf(await post(await formOf(browser)));
    await assertRefused(house, other, await other.get(relay), { status: 403, code: 'VST_ATTEMPT_OTHER_BROWSER' });
    await browser.follow(await browser.get(relay));
    assert.equal((await meOf(house, browser)).primaryIdentifier, 'p0001');
  });

  test('is read once', async () => {
    const browser = openBrowser();
    const fields = await formOf(browser);
    const relay = relayOf(await post(fields));
    await browser.follow(await browser.get(relay));
    const again = await browser.get(relay);
    assert.equal(again.status, 400);
    assert.match(await traceOf(house, again.body), /VST_ATTEMPT_EXPIRED/);
    assert.equal((await post(fields)).status, 400, 'the same form is posted again');
  });

  test('is not kept when it answers no sign-in under way, or has no end', async () => {
    for (const fields of [
      { code: 'x' },
      { code: 'x', state: 'made-up' },
      { code: 'x', state: `${'A'.repeat(32)}.b` },
    ]) {
      assert.equal((await post(fields)).status, 400);
    }
    const { state = '' } = await formOf(openBrowser());
    assert.equal((await post({ code: 'x'.repeat(9000), state })).status, 413);
  });

  test('is not read at another profile', async () => {
    const browser = openBrowser();
    const relay = new URL(relayOf(await post(await formOf(browser))));
    relay.pathname = relay.pathname.replace('campus', 'second');
    await assertRefused(house, browser, await browser.get(relay.href), { status: 400, code: 'VST_ATTEMPT_EXPIRED' });
  });

  test('that repeats its code signs nobody in', async () => {
    const browser = openBrowser();
    const { code = '', state = '', iss = '' } = await formOf(browser);
    const body = new URLSearchParams([
      ['code', code],
      ['code', 'other'],
      ['state', state],
      ['iss', iss],
    ]);
    const answer = await fetch(client.redirect_uris[0] ?? '', { method: 'POST', body, redirect: 'manual' });
    const page = await browser.get(new URL(answer.headers.get('location') ?? '', answer.url || house.url).href);
    await assertRefused(house, browser, page, {
      status: 400,
      code: 'VST_UPSTREAM_MESSAGE_INVALID',
      trace: /repeats code/,
    });
  });

  test('that says she gave up is told as such', async () => {
    const browser = openBrowser();
    const { state = '', iss = '' } = await formOf(browser);
    const page = await browser.get(relayOf(await post({ error: 'access_denied', state, iss })));
    await assertRefused(house, browser, page, { status: 403, code: 'VST_UPSTREAM_CANCELLED' });
  });

  test('lies in the store sealed', async () => {
    const browser = openBrowser();
    const fields = await formOf(browser);
    const id = new URL(relayOf(await post(fields))).searchParams.get('relay') ?? '';
    const kept = await house.parts.ephemeral.get('relayed-return', id);
    assert.ok(kept !== undefined);
    assert.equal(kept.includes(fields['code'] ?? 'none'), false);
  });

  test('that is refused is counted, and a crowd of them is turned away', async () => {
    let last = 0;
    for (let tries = 0; tries < 70 && last !== 429; tries++)
      last = (await post({ code: 'x', state: 'made-up' })).status;
    assert.equal(last, 429);
  });
});

describe('a sign-out', () => {
  test('at the provider ends the session here, by its signed message', async () => {
    await house.parts.ephemeral.delete('refused-messages', 'demo:127.0.0.1');
    const browser = await signIn();
    const confirm = await browser.get(`${campus.issuer}/session/end`);
    assert.match(confirm.body, /Do you want to sign-out/);
    await browser.follow(await browser.submit(confirm, { logout: 'yes' }));
    assert.equal((await meOf(house, browser)).signedIn, false);
  });

  test('here goes on to the provider and comes back to a page that says so', async () => {
    const browser = await signIn();
    const asked = await browser.get(`${house.url}/demo/logout`);
    const onTheWay = await browser.follow(await browser.submit(asked));
    const link = links(onTheWay.body).find((href) => href.includes('/logout/upstream')) ?? assert.fail(onTheWay.body);
    const sent = await browser.get(new URL(link, house.url).href);
    const there = new URL(sent.headers.get('location') ?? assert.fail(sent.body));
    assert.equal(there.pathname, '/realms/campus/session/end');
    const confirm = await browser.follow(await browser.get(there.href));
    const page = await browser.follow(await browser.submit(confirm, { logout: 'yes' }));
    assert.equal(page.status, 200, page.body);
    assert.equal(new URL(page.url).origin, house.url);
    assert.match(page.body, /signed out/);
    // To somebody with a session it shows that question, as the test before this one relies on.
    assert.doesNotMatch((await browser.get(`${campus.issuer}/session/end`)).body, /Do you want to sign-out/);
    assert.equal((await meOf(house, browser)).signedIn, false);
  });
});
