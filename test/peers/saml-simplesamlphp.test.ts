// The SAML strategy behind a small application, against SimpleSAMLphp as identity provider.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, type TestContext, test } from 'node:test';
import express from 'express';
import passport from 'passport';
import type { Assertion } from '../../src/domain/assertion.ts';
import type { Clock } from '../../src/domain/ports/clock.ts';
import type { BuiltStrategy, StrategyFailure, StrategyLogin } from '../../src/domain/strategy.ts';
import { samlKind } from '../../strategies/saml/index.ts';
import { samlOptions } from '../../strategies/saml/options.ts';
import { type Answer, type Browser, openBrowser } from '../support/browse.ts';
import { fakeEphemeral } from '../support/fake-ephemeral.ts';
import { seededRandom } from '../support/fakes.ts';
import { parse as parseForms } from '../support/html-forms.ts';
import { testKeyPair } from '../support/saml-certificate.ts';
import { type SimpleSamlPhp, simpleSamlPhpMissing, startSimpleSamlPhp } from '../support/simplesamlphp.ts';

const skip = simpleSamlPhpMissing();
const machineClock: Clock = { now: () => Date.now() };
const ours = testKeyPair('library');
const keys = { key: '${env:KEY}', certificate: ours.certificate };

interface Application {
  readonly entityId: string;
  readonly acs: string;
  close(): void;
}

/** What the application answers at the end, as JSON. */
interface Arrival {
  readonly assertion?: Assertion;
  readonly failure?: StrategyFailure;
  readonly attempt?: string;
}

/** `GET /` begins, `POST /callback` ends; both through Passport, as the login flow does it. */
async function openApplication(settings: Readonly<Record<string, unknown>>): Promise<Application> {
  const app = express();
  const server = createServer(app).listen(0, '127.0.0.2');
  await once(server, 'listening');
  const base = `http://127.0.0.2:${(server.address() as AddressInfo).port}`;
  const urls = {
    callback: `${base}/callback`,
    metadata: `${base}/metadata`,
    logout: `${base}/logout`,
    backchannel: `${base}/backchannel`,
  };
  const strategy = buildStrategy(settings, urls);
  app.use(express.urlencoded({ extended: false, limit: '1mb' }));
  app.use((request, response) => {
    let form: { readonly url: string; readonly fields: Readonly<Record<string, string>> } | undefined;
    let attempt: string | undefined;
    const signIn: Partial<StrategyLogin> = {
      phase: request.path === '/callback' ? 'return' : 'begin',
      attemptId: request.path === '/callback' ? undefined : 'attempt-1',
      state: {},
      forceAuthn: false,
      passive: false,
      post: (url, fields) => {
        form = { url, fields };
      },
      foundAttempt: (id) => {
        attempt = id;
      },
    };
    Object.assign(request, { signIn });
    const ended = (error: Error | null, assertion?: unknown, failure?: unknown) =>
      error ? response.status(500).send(error.message) : response.json({ assertion, failure, attempt });
    const handler: unknown = passport.authenticate(Object.create(strategy), { session: false }, ended);
    const passed = () => response.json(form);
    (handler as (request: object, response: object, next: () => void) => void)(request, response, passed);
  });
  return { entityId: urls.metadata, acs: urls.callback, close: () => server.close() };
}

function buildStrategy(
  settings: Readonly<Record<string, unknown>>,
  urls: Parameters<typeof samlKind.create>[1]['urls'],
) {
  const options = samlOptions.parse({
    kind: 'saml',
    id: 'campus',
    label: 'Campus',
    match: { from: { attribute: 'studentNumber' }, to: 'student' },
    ...settings,
  });
  const never = () => {
    throw new Error('a SAML strategy has no use for this');
  };
  const built: BuiltStrategy = samlKind.create(options, {
    institution: 'demo',
    urls,
    secrets: { read: () => ours.key },
    ephemeral: fakeEphemeral(machineClock),
    outbound: { fetch: never, get: never },
    clock: machineClock,
    random: seededRandom(Date.now()),
    internalPassword: { verify: never },
  });
  return built.strategy;
}

/** Signs in on the campus page and gives what the campus would have the browser post. */
async function signInAsAlice(browser: Browser, page: Answer): Promise<Readonly<Record<string, string>>> {
  const login = await browser.follow(page);
  const answered = await browser.follow(await browser.submit(login, { username: 'alice', password: 'alicepw' }));
  const form = parseForms(answered.body).find(({ fields }) => 'SAMLResponse' in fields);
  return form?.fields ?? assert.fail(`no SAMLResponse on ${answered.url}: ${answered.body.slice(0, 2000)}`);
}

async function beginSignIn(browser: Browser, application: Application): Promise<Answer> {
  const begun = await browser.get(new URL('/', application.acs).href);
  if (begun.status === 302) return begun;
  const { url, fields } = JSON.parse(begun.body) as { url: string; fields: Record<string, string> };
  return browser.post(url, fields);
}

async function arrive(browser: Browser, application: Application, fields: Readonly<Record<string, string>>) {
  return JSON.parse((await browser.post(application.acs, fields)).body) as Arrival;
}

describe('Against SimpleSAMLphp', { skip }, () => {
  let campus: SimpleSamlPhp;
  before(async () => {
    campus = await startSimpleSamlPhp();
  });
  after(async () => campus?.stop());

  async function application(t: TestContext, settings: Readonly<Record<string, unknown>> = {}) {
    const opened = await openApplication({ metadata: await campus.metadata(), ...settings });
    t.after(() => opened.close());
    return opened;
  }

  function assertAlice({ assertion, failure, attempt }: Arrival): void {
    assert.equal(failure, undefined);
    assert.equal(attempt, 'attempt-1');
    assert.equal(assertion?.issuer, campus.entityId);
    assert.equal(assertion?.subject, 'alice');
    assert.deepEqual(assertion?.attributes['studentNumber'], ['S-1001']);
    assert.deepEqual(assertion?.attributes['eduPersonAffiliation'], ['member', 'student']);
  }

  test('alice arrives with her attributes', async (t) => {
    const app = await application(t);
    await campus.know([app]);
    const browser = openBrowser();
    assertAlice(await arrive(browser, app, await signInAsAlice(browser, await beginSignIn(browser, app))));
  });

  test('the same response a second time is refused', async (t) => {
    const app = await application(t);
    await campus.know([app]);
    const browser = openBrowser();
    const fields = await signInAsAlice(browser, await beginSignIn(browser, app));
    await arrive(browser, app, fields);
    const { failure, attempt } = await arrive(openBrowser(), app, fields);
    assert.deepEqual([failure?.type === 'refused' && failure.reason, attempt], ['replayed', undefined]);
  });

  test('alice arrives by an encrypted assertion', async (t) => {
    // SimpleSAMLphp 1 encrypts by AES-128-CBC and by nothing else.
    const app = await application(t, { decryption: { ...keys, acceptCbc: true }, wantAssertionsEncrypted: true });
    await campus.know([{ ...app, certificate: ours.certificate, encryptAssertions: true }]);
    const browser = openBrowser();
    const fields = await signInAsAlice(browser, await beginSignIn(browser, app));
    const xml = Buffer.from(fields['SAMLResponse'] ?? '', 'base64').toString('utf8');
    assert.match(xml, /EncryptedAssertion/);
    assert.doesNotMatch(xml, /S-1001/);
    assertAlice(await arrive(browser, app, fields));
  });

  for (const requestBinding of ['redirect', 'post']) {
    test(`a signed request by ${requestBinding} is taken where the campus insists on it`, async (t) => {
      const app = await application(t, { signing: keys, requestBinding });
      await campus.know([{ ...app, certificate: ours.certificate, insistOnSignedRequests: true }]);
      const browser = openBrowser();
      assertAlice(await arrive(browser, app, await signInAsAlice(browser, await beginSignIn(browser, app))));
    });
  }

  test('an unsigned request is refused by the campus where it insists, so the test above means something', async (t) => {
    const app = await application(t);
    await campus.know([{ ...app, certificate: ours.certificate, insistOnSignedRequests: true }]);
    const browser = openBrowser();
    const page = await browser.follow(await beginSignIn(browser, app));
    assert.doesNotMatch(page.body, /name="password"/);
  });

  test('a sign-in begun at the campus is refused', async (t) => {
    const app = await application(t);
    await campus.know([app]);
    const browser = openBrowser();
    const start = `${campus.singleSignOnUrl}?spentityid=${encodeURIComponent(app.entityId)}`;
    const { failure } = await arrive(browser, app, await signInAsAlice(browser, await browser.get(start)));
    assert.match(failure?.type === 'refused' ? failure.detail : '', /^in-response-to:/);
  });
});
