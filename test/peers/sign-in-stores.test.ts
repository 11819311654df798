// Two nodes on PostgreSQL and Redis: what one began the other ends, and what is single-use is so on both together.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import * as client from 'openid-client';
import { openRedisEphemeral } from '../../src/ephemeral/redis.ts';
import { systemClock, systemRandom } from '../../src/platform.ts';
import { openPostgresStore } from '../../src/store/postgres.ts';
import { type Browser, openBrowser } from '../support/browse.ts';
import { links } from '../support/html-forms.ts';
import { libraryOf } from '../support/institutions.ts';
import { type PostgresServer, postgresMissing, startPostgres } from '../support/postgres.ts';
import { openRedisLab, type RedisLab, redisMissing } from '../support/redis.ts';
import { meOf } from '../support/sign-in-end.ts';
import { campusPassword, libraryPassword, type OidcCampus, startOidcCampus } from '../support/three-sites.ts';
import { startTwoNodes, type TwoNodes } from '../support/two-nodes.ts';

const skip = postgresMissing() || redisMissing;
const back = 'http://127.0.0.3:9/callback';

describe('two nodes on PostgreSQL and Redis', { skip }, () => {
  let postgres: PostgresServer;
  let redis: RedisLab;
  let house: TwoNodes;
  let campus: OidcCampus;

  before(async () => {
    postgres = await startPostgres();
    redis = await openRedisLab();
    const [url, node] = [await postgres.createDatabase(), await redis.single()];
    house = await startTwoNodes({ institutions: () => [libraryOf({})] }, async (sealing) => ({
      store: await openPostgresStore({ url, poolSize: 3, clock: systemClock, sealing, random: systemRandom }),
      ephemeral: await openRedisEphemeral(
        { topology: 'single', node, tls: false, prefix: 'vestibule:' },
        { secrets: { read: () => '' } },
      ),
    }));
    campus = await startOidcCampus(house.url);
    const catalogue = {
      kind: 'oidc' as const,
      id: 'catalogue',
      name: 'Catalogue',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
      secret: '${env:CATALOGUE}',
      redirectUris: [back],
    };
    await house.load([libraryOf({ profiles: [campus.profile], relyingParties: [catalogue] })]);
    await house.a.seed('demo', [
      { primaryIdentifier: 'p0001', accountType: 'external', identifiers: [{ type: 'STUDENT_NO', value: 'S-1001' }] },
      { primaryIdentifier: 'p0011', password: libraryPassword, identifiers: [{ type: 'BARCODE', value: '29301' }] },
    ]);
  });
  after(async () => {
    await campus?.close();
    await house?.close();
    await Promise.all([postgres?.stop(), redis?.close()]);
  });
  beforeEach(() => house.turn('a'));

  const application = () =>
    client.discovery(
      new URL(`${house.url}/demo/oidc`),
      'catalogue',
      { id_token_signed_response_alg: 'ES256' },
      client.ClientSecretBasic('secret-of-CATALOGUE-which-is-long-enough'),
      { execute: [client.allowInsecureRequests] },
    );

  async function ask() {
    const config = await application();
    const checks = { pkceCodeVerifier: client.randomPKCECodeVerifier(), expectedState: client.randomState() };
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: back,
      scope: 'openid',
      state: checks.expectedState,
      code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    return { config, checks, url: url.href };
  }

  /** Goes on, through the page that goes on by itself, until the application's address. */
  async function toApplication(browser: Browser, page: Awaited<ReturnType<Browser['get']>>): Promise<URL> {
    const isThere = (location: string) => location.startsWith(back);
    let stopped = await browser.follow(page, isThere);
    const next = links(stopped.body).find((href) => href.includes('/login/continue'));
    if (next !== undefined) {
      stopped = await browser.follow(await browser.get(new URL(next, stopped.url).href), isThere);
    }
    return new URL(stopped.headers.get('location') ?? assert.fail(`stopped at ${stopped.url}: ${stopped.body}`));
  }

  async function byPassword(browser: Browser, url: string): Promise<URL> {
    const chooser = await browser.follow(await browser.get(url));
    house.turn('b');
    return toApplication(browser, await browser.submit(chooser, { username: '29301', password: libraryPassword }));
  }

  test('a password sign-in begun on one ends on the other, and its code is redeemed on the first', async () => {
    const { config, checks, url } = await ask();
    const landed = await byPassword(openBrowser(), url);
    house.turn('a');
    const tokens = await client.authorizationCodeGrant(config, landed, checks);
    assert.equal(tokens.claims()?.sub, 'p0011');
  });

  test('a sign-in at the campus begun on one comes back on the other, and its code is redeemed on the first', async () => {
    const { config, checks, url } = await ask();
    const browser = openBrowser();
    const chooser = await browser.follow(await browser.get(url));
    const link = links(chooser.body).find((href) => href.includes('/login/campus')) ?? '';
    const form = await browser.follow(await browser.get(new URL(link, chooser.url).href));
    house.turn('b');
    const signedIn = await browser.submit(form, { username: 'alice', password: campusPassword });
    const onward = links(signedIn.body).find((href) => href.includes('/login/continue')) ?? '';
    const landed = await toApplication(browser, await browser.get(new URL(onward, signedIn.url).href));
    house.turn('a');
    assert.equal((await client.authorizationCodeGrant(config, landed, checks)).claims()?.sub, 'p0001');
    assert.equal((await meOf(house, browser)).matchedIdentifier?.value, 'S-1001');
  });

  test('a code redeemed on both at once gives tokens once, and to nobody after that', async () => {
    for (let round = 0; round < 5; round++) {
      house.turn('a');
      const { checks, url } = await ask();
      const landed = await byPassword(openBrowser(), url);
      const redeem = (node: 'a' | 'b') =>
        fetch(`${house[node].url}/demo/oidc/token`, {
          method: 'POST',
          headers: { authorization: `Basic ${btoa('catalogue:secret-of-CATALOGUE-which-is-long-enough')}` },
          body: new URLSearchParams({
            grant_type: 'authorization_code',
            code: landed.searchParams.get('code') ?? '',
            redirect_uri: back,
            code_verifier: checks.pkceCodeVerifier,
          }),
        });
      const answers = await Promise.all((['a', 'b', 'a', 'b'] as const).map(redeem));
      assert.deepEqual(
        answers.map(({ status }) => status).toSorted((x, y) => x - y),
        [200, 400, 400, 400],
      );
      assert.equal((await redeem('b')).status, 400);
    }
  });

  test('a session ended on one is over on the other', async () => {
    const browser = openBrowser();
    await byPassword(browser, (await ask()).url);
    const [cookie, ...others] = [...browser.cookies(house.url)].filter(([name]) => name === 'vst-demo-session');
    assert.deepEqual(others, []);
    const at = async (node: 'a' | 'b') => {
      const headers = { accept: 'application/json', cookie: (cookie ?? []).join('=') };
      return (await fetch(`${house[node].url}/demo/me`, { headers })).status;
    };
    assert.deepEqual([await at('a'), await at('b')], [200, 200]);
    house.turn('a');
    await browser.submit(await browser.get(`${house.url}/demo/logout`));
    assert.deepEqual([await at('b'), await at('a')], [401, 401]);
  });

  test('signing a user out everywhere ends her sessions on both', async () => {
    const browsers = [openBrowser(), openBrowser()];
    for (const browser of browsers) await byPassword(browser, (await ask()).url);
    const { user = '' } = await meOf(house, browsers[0] ?? openBrowser());
    await house.b.parts.store.users.endSessions('demo', user, { who: 'staff', via: 'test' });
    for (const node of ['a', 'b'] as const) {
      house.turn(node);
      for (const browser of browsers) assert.equal((await meOf(house, browser)).signedIn, false);
    }
  });

  test('an attempt sent to both at once signs in once', async () => {
    const browser = openBrowser();
    const form = await browser.follow(await browser.get(`${house.url}/demo/login/library`));
    const action = new URL(/action="([^"]+)"/.exec(form.body)?.[1]?.replaceAll('&amp;', '&') ?? '', form.url);
    const cookie = [...browser.cookies(house.url)].map((pair) => pair.join('=')).join('; ');
    const send = async (node: 'a' | 'b') => {
      const answer = await fetch(`${house[node].url}${action.pathname}${action.search}`, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie, origin: house.url },
        body: new URLSearchParams({ username: '29301', password: libraryPassword }),
      });
      return answer.headers.getSetCookie().some((line) => line.startsWith('vst-demo-session=')) ? 1 : 0;
    };
    const sessions = await Promise.all((['a', 'b', 'a', 'b'] as const).map(send));
    assert.equal(
      sessions.reduce<number>((sum, one) => sum + one, 0),
      1,
    );
  });
});
