// Single logout with SimpleSAMLphp, both ways and by both bindings, through the whole house.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Answer, type Browser, openBrowser } from '../support/browse.ts';
import { links, parse as parseForms } from '../support/html-forms.ts';
import { libraryOf } from '../support/institutions.ts';
import {
  campusLink,
  campusResponse,
  deliver,
  knownLibrary,
  type SamlProfile,
  samlProfile,
  samlSecrets,
} from '../support/saml-campus.ts';
import { meOf } from '../support/sign-in-end.ts';
import { type SimpleSamlPhp, simpleSamlPhpMissing, startSimpleSamlPhp } from '../support/simplesamlphp.ts';
import { startTwoNodes, type TwoNodes } from '../support/two-nodes.ts';

describe('single logout with SimpleSAMLphp', { skip: simpleSamlPhpMissing() }, () => {
  let campus: SimpleSamlPhp;
  let metadata: string;
  let house: TwoNodes;

  const library = (more: Partial<SamlProfile> = {}) => libraryOf({ profiles: [samlProfile(metadata, more)] });

  before(async () => {
    campus = await startSimpleSamlPhp({ host: '127.0.0.2' });
    metadata = await campus.metadata();
    house = await startTwoNodes({ institutions: () => [library()], secrets: samlSecrets });
    await house.a.seed('demo', [
      { primaryIdentifier: 'p0001', identifiers: [{ type: 'STUDENT_NO', value: 'S-1001' }] },
      { primaryIdentifier: 'p0002', identifiers: [{ type: 'STUDENT_NO', value: 'S-1002' }] },
    ]);
  });
  after(async () => {
    await house?.close();
    await campus?.stop();
  });

  /** The campus knows the library by our own metadata, as its administrator would have it. */
  async function introduce(more: Partial<SamlProfile> = {}): Promise<void> {
    await house.load([library(more)]);
    const { entityId } = knownLibrary(house.url);
    const settings = {
      'sign.logout': true,
      'validate.logout': true,
      NameIDFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
      'simplesaml.nameidattribute': 'uid',
    };
    await campus.knowMetadata([await (await fetch(entityId)).text()], settings);
  }

  async function signIn(account: string): Promise<Browser> {
    const browser = openBrowser();
    const chooser = await browser.follow(await browser.get(`${house.url}/demo/login`));
    const response = await campusResponse(browser, await browser.get(campusLink(chooser)), account);
    await deliver(browser, response, campus);
    assert.equal((await meOf(house, browser)).signedIn, true);
    return browser;
  }

  /** Whether the campus would let this browser in without asking. */
  async function isInAtCampus(browser: Browser): Promise<boolean> {
    let page = await browser.follow(await browser.get(`${house.url}/demo/login/campus`));
    if (page.body.includes('name="SAMLRequest"')) page = await browser.follow(await browser.submit(page));
    return !page.body.includes('name="password"');
  }

  /** Posts the form of each page that is one of SAML on its way, as a browser with scripts would. */
  async function throughForms(browser: Browser, from: Answer): Promise<Answer> {
    let page = await browser.follow(from);
    for (let hops = 0; hops < 6; hops++) {
      const which = parseForms(page.body).findIndex(
        ({ fields }) => 'SAMLRequest' in fields || 'SAMLResponse' in fields,
      );
      if (which === -1) return page;
      page = await browser.follow(await browser.submit(page, {}, which));
    }
    throw new Error(`no end of forms: ${page.url}`);
  }

  const signOut = async (browser: Browser): Promise<Answer> => {
    const page = await browser.follow(await browser.post(`${house.url}/demo/logout`, {}));
    assert.equal((await meOf(house, browser)).signedIn, false);
    const there = links(page.body).find((href) => href.includes('/logout/upstream')) ?? assert.fail(page.body);
    return throughForms(browser, await browser.get(new URL(there, page.url).href));
  };

  for (const requestBinding of ['redirect', 'post'] as const) {
    describe(`by ${requestBinding}`, () => {
      before(() => introduce({ requestBinding }));

      test('a sign-out here ends the session at the campus, and the page says so', async () => {
        const browser = await signIn('alice');
        assert.equal(await isInAtCampus(browser), true);
        const end = await signOut(browser);
        assert.match(end.body, /You are no longer signed in here[\s\S]*You are signed out at “Campus” too/);
        assert.equal(await isInAtCampus(browser), false);
      });

      test('a sign-out at the campus ends her session here, on any node, and nobody else’s', async () => {
        const [alice, bob] = [await signIn('alice'), await signIn('bob')];
        house.turn('b');
        const end = await throughForms(alice, await alice.get(campus.signOutUrl));
        house.turn('a');
        assert.ok(end.url.startsWith(new URL(campus.entityId).origin), end.url);
        assert.equal((await meOf(house, alice)).signedIn, false);
        assert.equal((await meOf(house, bob)).signedIn, true);
        assert.equal(await isInAtCampus(alice), false);
      });
    });
  }

  test('the campus takes no request that is signed by another key, so the tests above mean something', async () => {
    await introduce();
    const browser = await signIn('alice');
    const other = knownLibrary(house.url);
    const { logout } = { logout: `${house.url}/demo/login/campus/logout` };
    await campus.know([{ ...other, certificate: campus.certificate, insistOnSignedRequests: false, logout }]);
    const end = await signOut(browser);
    assert.doesNotMatch(end.body, /You are signed out at “Campus” too/);
    await introduce();
  });
});
