// Applications on phpCAS, which nobody here wrote: who comes in, what they are told, and how they hear of the end.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Answer, type Browser, openBrowser } from '../support/browse.ts';
import { ada, casParty, password } from '../support/cas-application.ts';
import { type HttpsFront, startHttpsFront } from '../support/https-front.ts';
import { libraryOf } from '../support/institutions.ts';
import { type PhpCasApplication, type PhpCasVisitor, phpCasMissing, startPhpCas } from '../support/phpcas.ts';
import { type RunningVestibule, startVestibule } from '../support/vestibule.ts';

describe('applications on phpCAS', { skip: phpCasMissing() }, () => {
  let front: HttpsFront;
  let house: RunningVestibule;
  let catalogue: PhpCasApplication;
  let portal: PhpCasApplication;

  before(async () => {
    front = await startHttpsFront();
    const server = { host: 'localhost', port: front.port, uri: '/demo/cas', certificateFile: front.certificateFile };
    catalogue = await startPhpCas({ server });
    portal = await startPhpCas({ server, callback: `${front.url}/app/callback` }, '127.0.0.3');
    front.route('/', (house = await startLibrary()).url);
    front.route('/app/', portal.url);
    await house.seed('demo', [ada, { primaryIdentifier: 'p0002', name: { last: 'Bob' }, password }]);
  });
  after(async () => {
    await catalogue?.stop();
    await portal?.stop();
    await house?.close();
    await front?.stop();
  });

  const startLibrary = () =>
    startVestibule({
      installation: { publicUrl: front.url, outboundAllow: ['127.0.0.0/8', '::1'] },
      institutions: () => [
        libraryOf({
          relyingParties: [
            { ...casParty, services: [`${catalogue.url}/app`], proxiedBy: ['portal'] },
            {
              ...casParty,
              id: 'portal',
              name: 'Portal',
              services: [`${portal.url}/app`],
              proxy: { callbacks: [`${front.url}/app`] },
            },
          ],
        }),
      ],
    });

  async function signIn(browser: Browser, page: Answer): Promise<Answer> {
    const choice = page.body.includes('name="password"') ? page : assert.fail(page.body.slice(0, 2000));
    const done = await browser.submit(choice, { username: 'p0001', password });
    const onward = /http-equiv="refresh" content="0; url=([^"]+)"/.exec(done.body)?.[1] ?? assert.fail(done.body);
    return browser.follow(await browser.get(new URL(onward, done.url).href));
  }

  async function open(browser: Browser, url: string): Promise<Answer> {
    return browser.follow(await browser.get(url));
  }

  const visitorOf = (page: Answer): PhpCasVisitor => {
    assert.equal(page.headers.get('content-type'), 'application/json', page.body.slice(0, 2000));
    return JSON.parse(page.body) as PhpCasVisitor;
  };

  for (const [protocol, tells] of [
    ['1', false],
    ['2', false],
    ['3', true],
    ['saml', true],
  ] as const) {
    test(`protocol ${protocol}: a person signs in and is known by name${tells ? ' and attributes' : ''}`, async () => {
      const browser = openBrowser();
      const page = await open(browser, `${catalogue.url}/app/?protocol=${protocol}&q=a%20b&x=%C3%A4`);
      const { user, attributes } = visitorOf(await signIn(browser, page));
      assert.equal(user, 'p0001');
      if (!tells) return;
      assert.deepEqual(attributes?.['card'], ['29301', '29302']);
      assert.equal(attributes['mail'], 'ada@uni.example');
      assert.equal(attributes['name'], 'Ada O’Hara <&> "Söhne"');
    });
  }

  test('gateway comes back empty-handed, and with a person where one is signed in', async () => {
    const browser = openBrowser();
    assert.equal(visitorOf(await open(browser, `${catalogue.url}/app/?how=gateway`)).user, null);
    const other = openBrowser();
    await signIn(other, await open(other, `${portal.url}/app/`));
    assert.equal(visitorOf(await open(other, `${catalogue.url}/app/?how=gateway`)).user, 'p0001');
  });

  test('renew asks the person again', async () => {
    const browser = openBrowser();
    await signIn(browser, await open(browser, `${portal.url}/app/`));
    const page = await open(browser, `${catalogue.url}/app/?how=renew`);
    assert.match(page.body, /name="password"/);
    assert.equal(visitorOf(await signIn(browser, page)).user, 'p0001');
  });

  test('an application hears of the end of the session by its ticket', async () => {
    const browser = openBrowser();
    await signIn(browser, await open(browser, `${catalogue.url}/app/`));
    const asked = `${catalogue.url}/app/?how=session`;
    assert.equal(visitorOf(await open(browser, asked)).user, 'p0001');
    // By the person herself, at the library: her page is shown when the applications were told.
    const done = await browser.submit(await open(browser, `${front.url}/demo/logout`));
    assert.ok(done.status < 400, done.body);
    assert.equal(visitorOf(await open(browser, asked)).user, null);
  });

  test('its own sign-out leads to our page, and back', async () => {
    const browser = openBrowser();
    await signIn(browser, await open(browser, `${catalogue.url}/app/`));
    const page = await open(browser, `${catalogue.url}/app/?how=logout`);
    assert.equal(new URL(page.url).pathname, '/demo/logout');
    const done = await browser.follow(await browser.submit(page));
    assert.ok(done.body.includes(`${catalogue.url}/app/?how=nothing`), done.body);
  });

  test('a portal reaches the catalogue in the name of the person, by a proxy ticket', async () => {
    const browser = openBrowser();
    const target = encodeURIComponent(`${catalogue.url}/app/?how=accepts-proxies&protocol=2`);
    const page = await open(browser, `${portal.url}/app/?protocol=2&target=${target}`);
    const seen = visitorOf(await signIn(browser, page));
    assert.equal(seen.target?.ok, true, JSON.stringify(seen));
    assert.equal((JSON.parse(seen.target?.body ?? '{}') as PhpCasVisitor).user, 'p0001');
  });

  test('it does not reach an application that names it nowhere', async () => {
    const browser = openBrowser();
    const target = encodeURIComponent(`${portal.url}/app/?how=accepts-proxies&protocol=2`);
    const page = await open(browser, `${portal.url}/app/?protocol=2&target=${target}`);
    assert.equal(visitorOf(await signIn(browser, page)).target?.ok, false);
  });
});
