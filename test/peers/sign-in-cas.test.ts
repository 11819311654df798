// A whole sign-in from django-cas-server: who comes in, who does not, and sign-outs that it tells.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Request } from 'express';
import type { StrategyOutcome } from '../../src/domain/strategy.ts';
import { runStrategy, type SignInFacts } from '../../src/login/run-strategy.ts';
import { createOutbound } from '../../src/outbound/outbound.ts';
import { systemClock, systemRandom } from '../../src/platform.ts';
import { casKind } from '../../strategies/cas/index.ts';
import { type Answer, type Browser, openBrowser } from '../support/browse.ts';
import { casProfile } from '../support/cas-bench.ts';
import { type CasPerson, type CasServer, casServerMissing, startCasServer } from '../support/cas-server.ts';
import { fakeEphemeral } from '../support/fake-ephemeral.ts';
import { links } from '../support/html-forms.ts';
import { libraryOf } from '../support/institutions.ts';
import { refusalTarget, refusalTypes, refusedPeople, refusedUsers } from '../support/refusals.ts';
import { assertRefused, meOf, traceOf } from '../support/sign-in-end.ts';
import { startTwoNodes, type TwoNodes } from '../support/two-nodes.ts';
import type { InstitutionInput } from '../support/vestibule.ts';

const person = (name: string, numbers: readonly string[]): CasPerson => ({
  name,
  password: `${name}pw`,
  attributes: {
    mail: `${name}@uni.example`,
    ...(numbers.length === 0 ? {} : { studentNumber: numbers.length === 1 ? (numbers[0] ?? '') : numbers }),
  },
});

const people = [
  person('alice', ['S-1001']),
  person('bob', ['S-1002']),
  ...refusedPeople.map(({ account, numbers }) => person(account, numbers)),
];

type Cas = Extract<InstitutionInput['loginProfiles'][number], { kind: 'cas' }>;

describe('signing in from django-cas-server', { skip: casServerMissing() }, () => {
  let campus: CasServer;
  let house: TwoNodes;

  const library = (more: Partial<Cas> = {}): InstitutionInput =>
    libraryOf({
      identifierTypes: [
        ...(refusalTypes ?? []),
        { code: 'ACCOUNT', label: 'Campus account', uniqueness: 'type', issuer: campus.url },
      ],
      profiles: [
        {
          id: 'campus',
          kind: 'cas',
          label: 'Campus',
          server: campus.url,
          match: { from: { attribute: 'studentNumber' }, to: refusalTarget },
          ...more,
        },
      ],
    });

  before(async () => {
    campus = await startCasServer(people);
  });
  after(() => campus?.stop());

  /** A library of its own: failures of one source are counted, and a flood of them leaves no traces. */
  const open = async () => {
    house = await startTwoNodes({ institutions: () => [library()] });
    await house.a.seed('demo', [
      { primaryIdentifier: 'p0001', identifiers: [{ type: 'STUDENT_NO', value: 'S-1001' }] },
      { primaryIdentifier: 'p0002', identifiers: [{ type: 'STUDENT_NO', value: 'S-1002' }] },
      { primaryIdentifier: 'p0003', identifiers: [{ type: 'ACCOUNT', value: 'alice' }] },
      // Has alice's account name and address, and is somebody else.
      {
        primaryIdentifier: 'alice',
        emails: [{ address: 'alice@uni.example', preferred: true, types: [], segment: 'internal' }],
      },
      ...refusedUsers,
    ]);
    await campus.know([{ pattern: await servicePattern() }, { pattern: `^${house.url}/elsewhere$` }]);
  };

  /** As `vestibule profile show` tells it to the administrator. */
  async function servicePattern(): Promise<string> {
    const profile = house.a.app.institutions.get('demo')?.profiles.get('campus');
    const facts = (await profile?.built.registration())?.facts ?? [];
    return facts.find(({ label }) => label === 'Service URL as a pattern')?.value ?? assert.fail();
  }

  /** From the library to the page of the CAS server, or past it where she is signed in there. */
  async function toCampus(browser: Browser): Promise<Answer> {
    const chooser = await browser.follow(await browser.get(`${house.url}/demo/login`));
    const link = links(chooser.body).find((href) => href.includes('/login/campus')) ?? '';
    return browser.follow(await browser.get(new URL(link, chooser.url).href), isBack);
  }

  const isBack = (location: string) => location.includes('/callback?');

  /** What the CAS server gives the browser after name and password: the way back with a ticket, or a page. */
  const typeIn = async (browser: Browser, page: Answer, account: string) =>
    browser.follow(await browser.submit(page, { username: account, password: `${account}pw` }), isBack);

  const locationOf = (answer: Answer) => new URL(answer.headers.get('location') ?? assert.fail(answer.body));

  async function returnOf(browser: Browser, account: string): Promise<URL> {
    return locationOf(await typeIn(browser, await toCampus(browser), account));
  }

  async function signIn(account: string): Promise<{ browser: Browser; page: Answer }> {
    const browser = openBrowser();
    const back = await returnOf(browser, account);
    return { browser, page: await browser.follow(await browser.get(back.href)) };
  }

  const primaryOf = async (browser: Browser) => (await meOf(house, browser)).primaryIdentifier;

  describe('who comes in', () => {
    before(open);
    after(() => house.close());

    for (const protocol of [3, 2] as const) {
      test(`the user whose student number it tells by protocol ${protocol}, whoever has the account name`, async () => {
        await house.load([library({ protocol })]);
        const { browser, page } = await signIn('alice');
        assert.equal(page.status, 200);
        const { primaryIdentifier, profile, matchedIdentifier } = await meOf(house, browser);
        assert.deepEqual([primaryIdentifier, profile], ['p0001', 'campus']);
        assert.deepEqual(matchedIdentifier, { type: 'STUDENT_NO', value: 'S-1001' });
      });
    }

    for (const protocol of [1, 2, 3] as const) {
      test(`the user whose account it names by protocol ${protocol}`, async () => {
        await house.load([library({ protocol, match: { from: 'subject', to: 'ACCOUNT' } })]);
        const { browser } = await signIn('alice');
        assert.equal(await primaryOf(browser), 'p0003');
        await house.load([library()]);
      });
    }

    test('the same where begin and return are on two nodes', async () => {
      const browser = openBrowser();
      const back = await returnOf(browser, 'alice');
      house.turn('b');
      await browser.follow(await browser.get(back.href));
      house.turn('a');
      assert.equal(await primaryOf(browser), 'p0001');
    });

    test('who is signed in there already, without being asked again', async () => {
      const browser = openBrowser();
      await returnOf(browser, 'bob');
      const straight = locationOf(await toCampus(browser));
      await browser.follow(await browser.get(straight.href));
      assert.equal(await primaryOf(browser), 'p0002');
    });
  });

  describe('who does not', () => {
    before(open);
    after(() => house.close());

    for (const { account, why, code, status, trace } of refusedPeople) {
      test(`nobody is signed in when ${why}`, async () => {
        const { browser, page } = await signIn(account);
        await assertRefused(house, browser, page, { code, status, trace });
      });
    }
  });

  describe('a ticket', () => {
    before(open);
    after(() => house.close());

    test('is good once', async () => {
      const browser = openBrowser();
      const back = await returnOf(browser, 'alice');
      await browser.follow(await browser.get(back.href));
      const other = openBrowser();
      const next = await returnOf(other, 'bob');
      next.searchParams.set('ticket', back.searchParams.get('ticket') ?? '');
      house.turn('b');
      const page = await other.get(next.href);
      house.turn('a');
      await assertRefused(house, other, page, { status: 403, code: 'VST_UPSTREAM_REPLAYED' });
    });

    test('of another attempt is refused by the server', async () => {
      const [mallory, alice] = [openBrowser(), openBrowser()];
      const ticket = (await returnOf(mallory, 'bob')).searchParams.get('ticket') ?? '';
      const back = await returnOf(alice, 'alice');
      back.searchParams.set('ticket', ticket);
      const expected = { status: 400, code: 'VST_UPSTREAM_MESSAGE_INVALID', trace: /INVALID_SERVICE/ };
      await assertRefused(house, alice, await alice.get(back.href), expected);
    });

    test('of another service is refused by the server', async () => {
      const browser = openBrowser();
      const back = await returnOf(browser, 'alice');
      const elsewhere = await browser.get(
        `${campus.url}/login?service=${encodeURIComponent(`${house.url}/elsewhere`)}`,
      );
      back.searchParams.set('ticket', locationOf(elsewhere).searchParams.get('ticket') ?? assert.fail());
      const expected = { status: 400, code: 'VST_UPSTREAM_MESSAGE_INVALID', trace: /INVALID_SERVICE/ };
      await assertRefused(house, browser, await browser.get(back.href), expected);
    });

    test('that the server never gave is refused by it', async () => {
      const browser = openBrowser();
      const back = await returnOf(browser, 'alice');
      back.searchParams.set('ticket', 'ST-made-up');
      const expected = { status: 400, code: 'VST_ATTEMPT_EXPIRED', trace: /INVALID_TICKET/ };
      await assertRefused(house, browser, await browser.get(back.href), expected);
    });
  });

  describe('a sign-out there', () => {
    before(open);
    after(() => house.close());

    test('ends her session here, and nobody else’s', async () => {
      const [alice, bob] = [(await signIn('alice')).browser, (await signIn('bob')).browser];
      house.turn('b');
      await alice.get(`${campus.url}/logout`);
      house.turn('a');
      assert.equal((await meOf(house, alice)).signedIn, false);
      assert.equal(await primaryOf(bob), 'p0002');
    });
  });

  describe('a sign-out here', () => {
    before(open);
    after(() => house.close());

    /** From our page to the server and back. */
    async function signOut(browser: Browser): Promise<Answer> {
      const page = await browser.follow(await browser.post(`${house.url}/demo/logout`, {}));
      assert.equal((await meOf(house, browser)).signedIn, false);
      const there = links(page.body).find((href) => href.includes('/logout/upstream')) ?? assert.fail(page.body);
      return browser.follow(await browser.get(new URL(there, page.url).href));
    }

    for (const protocol of [3, 2] as const) {
      test(`goes on to the server by protocol ${protocol}, ends its session, and comes back to say so`, async () => {
        await house.load([library({ protocol })]);
        const { browser } = await signIn('alice');
        const end = await signOut(browser);
        assert.match(end.body, /You are no longer signed in here[\s\S]*You are signed out at “Campus” too/);
        assert.match((await toCampus(browser)).body, /name="password"/);
        await house.load([library()]);
      });
    }

    test('that goes no further leaves her signed in at the server, and says that she may be', async () => {
      const { browser } = await signIn('alice');
      const page = await browser.follow(await browser.post(`${house.url}/demo/logout`, {}));
      assert.match(page.body, /You may still be signed in at “Campus”/);
      assert.ok(isBack(locationOf(await toCampus(browser)).href));
    });
  });

  describe('a new proof', () => {
    before(open);
    after(() => house.close());

    /** The trial of a profile always demands one. */
    const tryOut = async (browser: Browser) =>
      browser.follow(await browser.get(`${house.url}/demo/login/campus/test`), isBack);

    test('is asked of a person who is signed in there', async () => {
      const { browser } = await signIn('alice');
      const form = await tryOut(browser);
      assert.match(form.body, /name="password"/);
      const page = await browser.get(locationOf(await typeIn(browser, form, 'alice')).href);
      assert.equal(page.status, 200);
      assert.match(page.body, /p0001/);
    });

    test('that the browser went around is refused by the server', async () => {
      const { browser } = await signIn('alice');
      const sent = new URL((await browser.get(`${house.url}/demo/login/campus/test`)).headers.get('location') ?? '');
      sent.searchParams.delete('renew');
      const back = locationOf(await browser.get(sent.href));
      const page = await browser.get(back.href);
      assert.equal(page.status, 403);
      assert.match(await traceOf(house, page.body), /VST_PROOF_TOO_OLD[\s\S]*INVALID_TICKET/);
    });
  });

  describe('a silent sign-in', () => {
    before(open);
    after(() => house.close());

    /** The strategy as the flow runs it, on a way back of its own. */
    async function silently(browser: Browser): Promise<StrategyOutcome> {
      const callback = `${house.url}/demo/login/campus/callback`;
      const built = casKind.create(casProfile({ server: campus.url }), {
        institution: 'demo',
        urls: { callback, metadata: '', logout: '', backchannel: '' },
        secrets: { read: () => '' },
        ephemeral: fakeEphemeral(systemClock),
        outbound: createOutbound({ allow: ['127.0.0.0/8'] }),
        clock: systemClock,
        random: systemRandom,
        internalPassword: { verify: () => assert.fail() },
      });
      const state = {};
      const run = (phase: SignInFacts['phase'], originalUrl: string) => {
        const facts = {
          attemptId: 'a',
          forceAuthn: false,
          passive: true,
          loginHint: undefined,
          language: 'en',
          source: '',
        };
        const request = { method: 'GET', originalUrl, url: originalUrl, headers: {}, query: {}, body: {} };
        return runStrategy(
          built.strategy,
          request as unknown as Request,
          { ...facts, phase, state },
          { deadlineMs: 9000 },
        );
      };
      const begun = await run('begin', '/');
      const sent = begun.type === 'redirect' ? begun.url : assert.fail(begun.type);
      const back = locationOf(await browser.get(sent));
      return run('return', `${back.pathname}${back.search}`);
    }

    test('takes who is signed in there', async () => {
      const { browser } = await signIn('alice');
      const outcome = await silently(browser);
      assert.equal(outcome.type === 'asserted' && outcome.assertion.subject, 'alice');
    });

    test('shows nothing and comes back with nobody when nobody is', async () => {
      const outcome = await silently(openBrowser());
      assert.equal(outcome.type === 'refused' && outcome.reason, 'cancelled');
    });
  });
});
