// A sign-out that an application asks for without proving that it means this session: the person is asked, and comes back
// to the application only where it may have her.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Browser, openBrowser } from '../support/browse.ts';
import { links } from '../support/html-forms.ts';
import { libraryOf } from '../support/institutions.ts';
import { meOf } from '../support/sign-in-end.ts';
import { type InstitutionInput, type RunningVestibule, startVestibule } from '../support/vestibule.ts';

const back = 'https://catalogue.example/bye';
const catalogue = (more: object = {}): InstitutionInput =>
  libraryOf({
    relyingParties: [
      {
        kind: 'oidc',
        id: 'catalogue',
        name: 'Catalogue',
        redirectUris: ['https://catalogue.example/cb'],
        postLogoutRedirectUris: [back],
        ...more,
      },
    ],
  });
let house: RunningVestibule;

before(async () => {
  house = await startVestibule({ institutions: () => [catalogue()] });
  await house.seed('demo', [{ primaryIdentifier: 'p0002', password: 'library-password' }]);
});
after(() => house.close());

async function signIn(): Promise<Browser> {
  const browser = openBrowser();
  const form = await browser.follow(await browser.get(`${house.url}/demo/login/library`));
  await browser.submit(form, { username: 'p0002', password: 'library-password' });
  assert.equal((await meOf(house, browser)).signedIn, true);
  return browser;
}

const asking = (more: Readonly<Record<string, string>> = {}) => {
  const query = { client_id: 'catalogue', post_logout_redirect_uri: back, state: 'a&b', ...more };
  return `${house.url}/demo/oidc/session/end?${new URLSearchParams(query).toString()}`;
};

const wayBack = (body: string) => links(body).find((href) => href.startsWith('https://catalogue.example/'));

describe('an application that shows no ID token', () => {
  test('is named on the page that asks, and has her back afterwards, with its state', async () => {
    const browser = await signIn();
    const page = await browser.follow(await browser.get(asking()));
    assert.match(page.body, /Catalogue asks to sign you out/);
    assert.equal((await meOf(house, browser)).signedIn, true);
    const end = await browser.submit(page);
    assert.equal((await meOf(house, browser)).signedIn, false);
    assert.equal(wayBack(end.body), `${back}?state=a%26b`);
    const [entry] = await house.parts.store.journal.auditOf('demo', 1);
    assert.deepEqual([entry?.action, entry?.relyingParty], ['sign-out', 'catalogue']);
  });

  test('has back who is signed in nowhere, by a press of hers', async () => {
    const browser = openBrowser();
    const page = await browser.follow(await browser.get(asking()));
    assert.match(page.body, /You are no longer signed in here/);
    assert.equal(wayBack(page.body), `${back}?state=a%26b`);
  });

  test('that is not known, or asks for another address, gets nobody', async () => {
    const browser = openBrowser();
    const unknown = await browser.follow(await browser.get(asking({ client_id: 'other' })));
    assert.equal(wayBack(unknown.body), undefined);
    const elsewhere = await browser.get(asking({ post_logout_redirect_uri: 'https://catalogue.example/' }));
    assert.equal(elsewhere.status, 400);
    assert.equal((await browser.get(asking({ state: 'x'.repeat(1025) }))).status, 413);
  });

  test('whose address was taken away meanwhile gets nobody', async () => {
    const browser = await signIn();
    const page = await browser.follow(await browser.get(asking()));
    await house.load([catalogue({ postLogoutRedirectUris: [] })]);
    assert.equal(wayBack((await browser.submit(page)).body), undefined);
    await house.load([catalogue()]);
  });

  test('cannot be made up: what the page carries is ours or counts for nothing', async () => {
    const browser = await signIn();
    const page = await browser.follow(await browser.get(asking()));
    const asked = new URL(page.url).searchParams.get('asked') ?? assert.fail();
    assert.doesNotMatch(asked, /catalogue|http/);
    for (const changed of [`${asked.slice(0, -4)}AAAA`, 'x', '']) {
      const forged = await browser.get(`${house.url}/demo/logout?asked=${encodeURIComponent(changed)}`);
      assert.equal(forged.status, 200);
      assert.doesNotMatch(forged.body, /Catalogue/);
    }
  });
});
