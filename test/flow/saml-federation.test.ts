// A person who comes from a federation: asked where from, sent there, and known by what that place may say of her.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import { ask, askingParty, locationOf } from '../support/asking-application.ts';
import { openBrowser } from '../support/browse.ts';
import { links } from '../support/html-forms.ts';
import { libraryOf } from '../support/institutions.ts';
import { responseXml, sign, type TestIdentityProvider, testIdentityProvider } from '../support/saml-idp.ts';
import {
  federationKeys,
  type MetadataServer,
  metadataXml,
  signMetadata,
  startMetadataServer,
} from '../support/saml-metadata.ts';
import { type RunningVestibule, startVestibule } from '../support/vestibule.ts';

const uni = testIdentityProvider('https://idp.uni.example/metadata');
const college = testIdentityProvider('https://idp.college.example/metadata');
const eppn = 'urn:oid:1.3.6.1.4.1.5923.1.1.1.6';
const later = () => new Date(Date.now() + 10 * 86_400_000).toISOString();

describe('Signing in from a federation', () => {
  let server: MetadataServer;
  let house: RunningVestibule;

  before(async () => {
    server = await startMetadataServer();
    publish(uni, 'uni.example', 'Example University', 'Universität Beispiel');
    publish(college, 'college.example', 'Another College', 'Zweites College');
    house = await startVestibule({ institutions: () => [library(uni.entityId, college.entityId)] });
    await house.seed('demo', [
      { primaryIdentifier: 'p0001', identifiers: [{ type: 'EPPN', value: 'alice@uni.example' }] },
    ]);
  });
  after(async () => {
    await house?.close();
    await server?.close();
  });

  function publish(idp: TestIdentityProvider, scope: string, en: string, de: string): void {
    const name = (tag: string, text: string) => `<mdui:DisplayName xml:lang="${tag}">${text}</mdui:DisplayName>`;
    const extensions = `<mdui:UIInfo>${name('en', en)}${name('de', de)}</mdui:UIInfo>`;
    const keys = [[idp.keys.certificate, 'signing']] as const;
    const xml = metadataXml({ entityId: idp.entityId, keys, scopes: [scope], extensions, validUntil: later() });
    server.publishEntity(idp.entityId, signMetadata(xml));
  }

  function library(...entityIds: readonly string[]) {
    return libraryOf({
      languages: ['en', 'de'],
      identifierTypes: [{ code: 'EPPN', label: 'University name' }],
      profiles: [
        {
          id: 'federation',
          kind: 'saml',
          label: 'Other universities',
          federation: {
            mdq: server.url,
            signingCertificates: [federationKeys.certificate],
            ...(entityIds.length === 0 ? {} : { entityIds: [...entityIds] }),
          },
          match: { from: { attribute: eppn }, to: 'EPPN' },
        },
      ],
    });
  }

  async function choosePage(query = '') {
    const browser = openBrowser();
    await house.app.institutions.get('demo')?.profiles.get('federation')?.built.upkeep?.();
    return { browser, page: await browser.get(`${house.url}/demo/login/federation${query}`) };
  }

  /** What the identity provider would post for this redirect. */
  function answerTo(location: string, idp: TestIdentityProvider, value: string): string {
    const request = inflateRawSync(
      Buffer.from(new URL(location).searchParams.get('SAMLRequest') ?? '', 'base64'),
    ).toString();
    const id = / ID="([^"]+)"/.exec(request)?.[1] ?? '';
    const base = `${house.url}/demo/login/federation`;
    const parts = idp.answer(id, Date.now(), {
      destination: `${base}/callback`,
      recipient: `${base}/callback`,
      audience: `${base}/metadata`,
      attributes: [{ name: eppn, values: [value] }],
    });
    return Buffer.from(sign(responseXml(parts), 'Assertion', idp.keys)).toString('base64');
  }

  async function arrive(idp: TestIdentityProvider, value: string) {
    const browser = openBrowser();
    const sent = await browser.get(`${house.url}/demo/login/federation?idp=${encodeURIComponent(idp.entityId)}`);
    assert.equal(sent.status, 303, sent.body.slice(0, 800));
    const fields = { SAMLResponse: answerTo(sent.headers.get('location') ?? '', idp, value) };
    const acs = `${house.url}/demo/login/federation/callback`;
    return { browser, page: await browser.follow(await browser.post(acs, fields, idp.entityId)) };
  }

  test('asks where she comes from, by the names that the places give themselves, in order', async () => {
    const { page } = await choosePage();
    assert.equal(page.status, 200);
    assert.match(page.body, /Where do you come from\?/);
    assert.match(page.body, /Another College[\s\S]*Example University/);
  });

  test('does not ask where the application guesses right, and asks where it guesses wrong', async () => {
    await house.load([{ ...library(uni.entityId, college.entityId), relyingParties: [askingParty] }]);
    const right = await ask(house, openBrowser(), { idp_hint: `federation:${uni.entityId}` });
    assert.ok(locationOf(right).searchParams.has('SAMLRequest'));
    const wrong = await ask(house, openBrowser(), { idp_hint: 'federation:https://idp.nowhere.example/metadata' });
    assert.match(wrong.body, /Where do you come from\?/);
    await house.load([library(uni.entityId, college.entityId)]);
  });

  test('in her language', async () => {
    const { page } = await choosePage('?lang=de');
    assert.match(page.body, /Woher kommen Sie\?[\s\S]*Universität Beispiel[\s\S]*Zweites College/);
  });

  test('goes where she says, in the same attempt', async () => {
    const { browser, page } = await choosePage();
    const link =
      links(page.body).find((href) => href.includes(encodeURIComponent(college.entityId))) ?? assert.fail(page.body);
    const sent = await browser.get(new URL(link, house.url).href);
    assert.equal(sent.status, 303);
    assert.match(sent.headers.get('location') ?? '', /^https:\/\/idp\.example\/sso\?SAMLRequest=/);
    assert.match(link, /attempt=/);
  });

  test('knows her by her own university, whose scope her name has', async () => {
    const { page } = await arrive(uni, 'alice@uni.example');
    assert.equal(page.status, 200, page.body.slice(0, 1500));
    assert.match(page.body, /p0001/);
  });

  test('knows nobody by another member that asserts her name', async () => {
    const { browser, page } = await arrive(college, 'alice@uni.example');
    assert.equal(page.status, 403);
    assert.doesNotMatch((await browser.get(`${house.url}/demo/me`)).body, /p0001/);
  });

  test('refuses a member that is not listed, on a page that says so', async () => {
    const page = await openBrowser().get(`${house.url}/demo/login/federation?idp=https%3A%2F%2Fevil.example%2F`);
    assert.equal(page.status, 400);
    assert.ok(!server.asked.some(({ path }) => path.includes('evil')));
  });

  test('tells the whole federation apart by scope where nobody is listed', async () => {
    await house.load([library()]);
    assert.match((await arrive(uni, 'alice@uni.example')).page.body, /p0001/);
    assert.equal((await arrive(college, 'alice@uni.example')).page.status, 403);
    await house.load([library(uni.entityId, college.entityId)]);
  });
});
