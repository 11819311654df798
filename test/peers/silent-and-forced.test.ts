// Silent sign-in and forced re-authentication as real upstreams do them: IsPassive and ForceAuthn at SimpleSAMLphp, gateway
// and renew at django-cas-server, prompt=none and prompt=login at oidc-provider.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { answerOf, ask, askingParty, locationOf } from '../support/asking-application.ts';
import { type Answer, type Browser, openBrowser } from '../support/browse.ts';
import { type CasServer, casServerMissing, startCasServer } from '../support/cas-server.ts';
import { parse } from '../support/html-forms.ts';
import { libraryOf } from '../support/institutions.ts';
import { campusAccount, knownLibrary, samlProfile, samlSecrets } from '../support/saml-campus.ts';
import { meOf } from '../support/sign-in-end.ts';
import { type SimpleSamlPhp, simpleSamlPhpMissing, startSimpleSamlPhp } from '../support/simplesamlphp.ts';
import { type StandaloneProvider, startStandaloneProvider } from '../support/standalone-provider.ts';
import { type InstitutionInput, type RunningVestibule, startVestibule } from '../support/vestibule.ts';

const silently = { prompt: 'none' };
const anew = { prompt: 'login' };
const told = { error: 'login_required', state: 's' };

const libraryWith = (profile: InstitutionInput['loginProfiles'][number]) =>
  libraryOf({ profiles: [{ ...profile, default: true, silent: true }], relyingParties: [askingParty] });

async function seed(house: RunningVestibule): Promise<void> {
  await house.seed('demo', [{ primaryIdentifier: 'p0001', identifiers: [{ type: 'STUDENT_NO', value: 'S-1001' }] }]);
}

describe('at SimpleSAMLphp', { skip: simpleSamlPhpMissing() }, () => {
  let campus: SimpleSamlPhp;
  let house: RunningVestibule;

  before(async () => {
    const alice = campusAccount('alice', { uid: ['alice'], studentNumber: ['S-1001'] });
    campus = await startSimpleSamlPhp({ people: [alice] });
    const metadata = await campus.metadata();
    const profile = samlProfile(metadata, { match: { from: { attribute: 'studentNumber' }, to: 'STUDENT_NO' } });
    house = await startVestibule({ institutions: () => [libraryWith(profile)], secrets: samlSecrets });
    await seed(house);
    await campus.know([knownLibrary(house.url)]);
  });
  after(async () => {
    await house?.close();
    await campus?.stop();
  });

  /** What the campus has the browser post: after name and password, where it asks for them. */
  async function posted(browser: Browser, sent: Answer, expectsPage: boolean): Promise<Answer> {
    let page = await browser.follow(await browser.get(locationOf(sent).href));
    const asks = page.body.includes('name="password"');
    assert.equal(asks, expectsPage, page.body.slice(0, 400));
    if (asks) page = await browser.follow(await browser.submit(page, { username: 'alice', password: 'alicepw' }));
    const [form] = parse(page.body);
    const SAMLResponse = form?.fields['SAMLResponse'] ?? assert.fail(page.body.slice(0, 800));
    const hop = await browser.post(form?.action ?? '', { SAMLResponse }, campus.entityId);
    return browser.follow(hop, (location) => !location.startsWith(house.url));
  }

  test('a silent request ends at the application, first with login_required, then with who is signed in there', async () => {
    const browser = openBrowser();
    assert.deepEqual(await answerOf(house, await posted(browser, await ask(house, browser, silently), false)), told);
    assert.equal((await meOf(house, browser)).signedIn, false);
    await posted(browser, await ask(house, browser), true);
    browser.forget(house.url, 'vst-demo-session');
    const end = await posted(browser, await ask(house, browser, silently), false);
    assert.equal((await answerOf(house, end))['sub'], 'p0001');
  });

  test('a new proof is asked for though she is signed in there and here', async () => {
    const browser = openBrowser();
    await posted(browser, await ask(house, browser), true);
    const end = await posted(browser, await ask(house, browser, anew), true);
    const { sub, auth_time: provenAt } = await answerOf(house, end);
    assert.equal(sub, 'p0001');
    assert.ok(Math.abs(Number(provenAt) - Date.now() / 1000) < 60);
  });
});

describe('at django-cas-server', { skip: casServerMissing() }, () => {
  let campus: CasServer;
  let house: RunningVestibule;

  before(async () => {
    const alice = { name: 'alice', password: 'alicepw', attributes: { studentNumber: 'S-1001' } };
    campus = await startCasServer([alice]);
    const match = { from: { attribute: 'studentNumber' }, to: 'STUDENT_NO' };
    const profile = { id: 'campus', kind: 'cas' as const, label: 'Campus', server: campus.url, match };
    house = await startVestibule({ institutions: () => [libraryWith(profile)] });
    await seed(house);
    await campus.know([{ pattern: `^${house.url}/demo/login/campus/callback` }]);
  });
  after(async () => {
    await house?.close();
    await campus?.stop();
  });

  async function returned(browser: Browser, sent: Answer, expectsPage: boolean): Promise<Answer> {
    const isOurs = (location: string) => location.startsWith(`${house.url}/demo/login/campus/callback`);
    let page = await browser.follow(await browser.get(locationOf(sent).href), isOurs);
    assert.equal(page.headers.get('location') === null, expectsPage, page.body.slice(0, 400));
    if (expectsPage) {
      page = await browser.follow(await browser.submit(page, { username: 'alice', password: 'alicepw' }), isOurs);
    }
    return browser.follow(await browser.get(locationOf(page).href), (location) => !location.startsWith(house.url));
  }

  test('a silent request ends at the application, first with login_required, then with who is signed in there', async () => {
    const browser = openBrowser();
    assert.deepEqual(await answerOf(house, await returned(browser, await ask(house, browser, silently), false)), told);
    await returned(browser, await ask(house, browser), true);
    browser.forget(house.url, 'vst-demo-session');
    const end = await returned(browser, await ask(house, browser, silently), false);
    assert.equal((await answerOf(house, end))['sub'], 'p0001');
  });

  test('a new proof is asked for though she is signed in there and here', async () => {
    const browser = openBrowser();
    await returned(browser, await ask(house, browser), true);
    const end = await returned(browser, await ask(house, browser, anew), true);
    assert.equal((await answerOf(house, end))['sub'], 'p0001');
  });
});

describe('at oidc-provider', () => {
  let campus: StandaloneProvider;
  let house: RunningVestibule;

  before(async () => {
    campus = await startStandaloneProvider({ ada: { student_number: 'S-1001' } });
    const { issuer, clientId } = campus;
    const match = { from: { attribute: 'student_number' }, to: 'STUDENT_NO' };
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
    const client = { issuer, clientId, clientSecret: '${env:CAMPUS}', scopes: ['profile'] };
    const profile = { id: 'campus', kind: 'oidc' as const, label: 'Campus', match, ...client };
    const secrets = { CAMPUS: campus.clientSecret };
    house = await startVestibule({ institutions: () => [libraryWith(profile)], secrets });
    await seed(house);
    campus.trust(`${house.url}/demo/login/campus/callback`);
  });
  after(async () => {
    await house?.close();
    await campus?.close();
  });

  async function returned(browser: Browser, sent: Answer, expectsPage: boolean): Promise<Answer> {
    const isOurs = (location: string) => location.startsWith(house.url);
    let page = await browser.follow(await browser.get(locationOf(sent).href), isOurs);
    assert.equal(page.headers.get('location') === null, expectsPage, page.body.slice(0, 400));
    if (expectsPage) page = await browser.follow(await browser.submit(page, { name: 'ada' }), isOurs);
    return browser.follow(await browser.get(locationOf(page).href), (location) => !location.startsWith(house.url));
  }

  test('a silent request ends at the application, first with login_required, then with who is signed in there', async () => {
    const browser = openBrowser();
    assert.deepEqual(await answerOf(house, await returned(browser, await ask(house, browser, silently), false)), told);
    await returned(browser, await ask(house, browser), true);
    browser.forget(house.url, 'vst-demo-session');
    const end = await returned(browser, await ask(house, browser, silently), false);
    assert.equal((await answerOf(house, end))['sub'], 'p0001');
  });

  test('a new proof is asked for though she is signed in there and here', async () => {
    const browser = openBrowser();
    await returned(browser, await ask(house, browser), true);
    const end = await returned(browser, await ask(house, browser, anew), true);
    assert.equal((await answerOf(house, end))['sub'], 'p0001');
  });
});
