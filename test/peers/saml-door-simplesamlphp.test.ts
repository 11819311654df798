// SimpleSAMLphp as an application that asks our identity provider: it signs its requests, and each side reads the other's
// own metadata.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Answer, type Browser, openBrowser } from '../support/browse.ts';
import { parse as parseForms } from '../support/html-forms.ts';
import { catalogue, type SamlLibrary, type SamlParty, startSamlLibrary, typePassword } from '../support/saml-door.ts';
import { simpleSamlPhpMissing } from '../support/simplesamlphp.ts';
import { type SimpleSamlApplication, startSimpleSamlApplication } from '../support/simplesamlphp-application.ts';

const skip = simpleSamlPhpMissing();

describe('SimpleSAMLphp as an application', { skip }, () => {
  let application: SimpleSamlApplication;
  let library: SamlLibrary;
  let party: SamlParty;

  before(async () => {
    application = await startSimpleSamlApplication('127.0.0.3');
    library = await startSamlLibrary();
    const { id, name, release } = catalogue;
    party = { kind: 'saml', id, name, release, metadata: await application.metadata(), requireSignedRequests: true };
    await application.trust(await (await fetch(library.idp)).text());
  });
  after(async () => {
    await library.close();
    await application.stop();
  });

  /** Through our answer, and on into the application. */
  async function deliver(browser: Browser, page: Answer): Promise<Answer> {
    let current = page;
    for (let forms = 0; forms < 3; forms++) {
      const which = parseForms(current.body).findIndex(({ fields }) => 'SAMLResponse' in fields);
      if (which === -1) return current;
      current = await browser.follow(await browser.submit(current, {}, which));
    }
    return current;
  }

  async function arrive(browser: Browser): Promise<Readonly<Record<string, unknown>>> {
    const page = await typePassword(browser, await browser.follow(await browser.get(application.signInUrl)));
    const arrived = await deliver(browser, page);
    assert.match(arrived.headers.get('content-type') ?? '', /json/, arrived.body.slice(0, 1500));
    return JSON.parse(arrived.body) as Record<string, unknown>;
  }

  for (const encryption of ['never', 'required'] as const) {
    for (const signResponse of [false, true]) {
      test(`learns who came in: encryption ${encryption}, response signed: ${signResponse}`, async () => {
        await library.use({ ...party, encryption, signResponse });
        const said = await arrive(openBrowser());
        assert.equal(said['nameId'], '29301');
        assert.match(String(said['format']), /persistent$/);
        assert.match(String(said['context']), /PasswordProtectedTransport$/);
        assert.deepEqual(said['attributes'], {
          'urn:oid:0.9.2342.19200300.100.1.3': ['ada@uni.example'],
          'urn:oid:2.16.840.1.113730.3.1.241': ['Ada Löwe & <Söhne>'],
          'urn:oid:1.3.6.1.4.1.5923.1.1.1.7': ['a', 'b'],
        });
      });
    }
  }

  test('is known by the address of its metadata alone', async () => {
    const { metadata: _metadata, ...bare } = party;
    await library.use({ ...bare, metadataUrl: application.entityId });
    assert.equal((await arrive(openBrowser()))['nameId'], '29301');
  });

  test('signs her out here when she signs out there', async () => {
    await library.use(party);
    const browser = openBrowser();
    await arrive(browser);
    assert.equal((await browser.get(`${library.house.url}/demo/me`)).status, 200);
    const end = await deliver(browser, await browser.follow(await browser.get(application.signOutUrl)));
    assert.deepEqual(JSON.parse(end.body), { signedIn: false });
    assert.notEqual((await browser.get(`${library.house.url}/demo/me`)).status, 200);
  });

  test('is told nothing by a library whose metadata it has not read', async () => {
    await library.use({
      ...party,
      metadata: (await application.metadata()).replaceAll(application.entityId, 'https://other.example/sp'),
    });
    const page = await openBrowser().get(application.signInUrl);
    const refused = await openBrowser().follow(page);
    assert.equal(refused.status, 400);
  });
});
