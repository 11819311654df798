// A whole sign-in from a CAS server: who comes in, who does not, and what is left when the server is away.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { type Answer, type Browser, openBrowser } from '../support/browse.ts';
import { failureXml, successXml } from '../support/cas-bench.ts';
import { type CasStandIn, startCasStandIn } from '../support/cas-stand-in.ts';
import { links } from '../support/html-forms.ts';
import { libraryOf } from '../support/institutions.ts';
import { refusalTarget, refusalTypes, refusedPeople, refusedUsers } from '../support/refusals.ts';
import { assertRefused, meOf, traceOf } from '../support/sign-in-end.ts';
import { startTwoNodes, type TwoNodes } from '../support/two-nodes.ts';
import type { InstitutionInput } from '../support/vestibule.ts';

const password = 'library-password';
let campus: CasStandIn;
let house: TwoNodes;

type Campus = Partial<Extract<InstitutionInput['loginProfiles'][number], { kind: 'cas' }>>;

const file = (parts: Partial<InstitutionInput> = {}, more: Campus = {}): InstitutionInput =>
  libraryOf({
    identifierTypes: [...(refusalTypes ?? []), { code: 'ACCOUNT', label: 'Campus account', uniqueness: 'type' }],
    lockout: { slowAfter: 10_000 },
    profiles: [
      {
        id: 'campus',
        kind: 'cas',
        label: 'Campus',
        server: campus.url,
        match: { from: { attribute: 'studentNumber' }, to: refusalTarget },
        timeoutSeconds: 2,
        ...more,
      },
    ],
    ...parts,
  });

/** A library of its own: failures of one source are counted, and a flood of them leaves no traces. */
async function open(): Promise<void> {
  campus = await startCasStandIn();
  house = await startTwoNodes({ institutions: () => [file()] });
  await house.a.seed('demo', [
    { primaryIdentifier: 'p0001', identifiers: [{ type: 'STUDENT_NO', value: 'S-1001' }] },
    // Has alice's account name at the campus as her own name here, and is somebody else.
    { primaryIdentifier: 'alice', identifiers: [{ type: 'STUDENT_NO', value: 'S-9999' }] },
    { primaryIdentifier: 'p0003', identifiers: [{ type: 'ACCOUNT', value: 'alice' }] },
    { primaryIdentifier: 'extern', accountType: 'external', password },
    ...refusedUsers,
  ]);
}

async function close(): Promise<void> {
  await house.close();
  await campus.close();
}

/** Where the server is said to ask for credentials, as a browser would be sent there. */
async function away(browser: Browser): Promise<string> {
  const chooser = await browser.follow(await browser.get(`${house.url}/demo/login`));
  const link = links(chooser.body).find((href) => href.includes('/login/campus')) ?? '';
  const sent = await browser.get(new URL(link, chooser.url).href);
  return sent.headers.get('location') ?? assert.fail(sent.body);
}

const returnOf = async (browser: Browser): Promise<URL> => campus.signIn(await away(browser));

async function signIn(): Promise<{ browser: Browser; page: Answer }> {
  const browser = openBrowser();
  return { browser, page: await browser.follow(await browser.get((await returnOf(browser)).href)) };
}

describe('from a CAS server', () => {
  before(open);
  after(close);

  test('she comes in as the user of her student number, whoever has her account name', async () => {
    const { browser, page } = await signIn();
    assert.equal(page.status, 200);
    const { primaryIdentifier, profile, matchedIdentifier } = await meOf(house, browser);
    assert.deepEqual([primaryIdentifier, profile], ['p0001', 'campus']);
    assert.deepEqual(matchedIdentifier, { type: 'STUDENT_NO', value: 'S-1001' });
  });

  test('she comes in where each step is on another node', async () => {
    const browser = openBrowser();
    const back = await returnOf(browser);
    house.turn('b');
    await browser.follow(await browser.get(back.href));
    house.turn('a');
    assert.equal((await meOf(house, browser)).primaryIdentifier, 'p0001');
  });

  test('the ticket stands in no log line and in no trace', async () => {
    const browser = openBrowser();
    const back = await returnOf(browser);
    campus.behave.user = 'nobody';
    campus.behave.attributes = { studentNumber: ['S-0000'] };
    const page = await browser.get(back.href);
    campus.behave.user = 'alice';
    campus.behave.attributes = { studentNumber: ['S-1001'] };
    const ticket = back.searchParams.get('ticket') ?? assert.fail();
    assert.doesNotMatch((await traceOf(house, page.body)) + house.a.logs.join(''), new RegExp(ticket));
  });

  for (const { account, why, numbers, ...expected } of refusedPeople) {
    test(`nobody is signed in when ${why}`, async () => {
      campus.behave.user = account;
      campus.behave.attributes = { mail: [`${account}@uni.example`], studentNumber: numbers };
      const { browser, page } = await signIn();
      await assertRefused(house, browser, page, expected);
    });
  }
});

describe('the return from a CAS server', () => {
  before(open);
  after(close);
  afterEach(() => {
    campus.behave.answer = undefined;
  });

  test('is good once, and a second time does not end the session', async () => {
    const browser = openBrowser();
    const back = await returnOf(browser);
    await browser.follow(await browser.get(back.href));
    const again = await browser.get(back.href);
    assert.equal(again.status, 400);
    assert.match(await traceOf(house, again.body), /VST_ATTEMPT_EXPIRED/);
    assert.equal((await meOf(house, browser)).primaryIdentifier, 'p0001');
  });

  test('is refused in another browser, the server is not asked, and the first one still gets in', async () => {
    const [browser, other] = [openBrowser(), openBrowser()];
    const back = await returnOf(browser);
    const asked = campus.asked.length;
    const expected = { status: 403, code: 'VST_ATTEMPT_OTHER_BROWSER', trace: /begun in another browser/ };
    await assertRefused(house, other, await other.get(back.href), expected);
    assert.equal(campus.asked.length, asked);
    await browser.follow(await browser.get(back.href));
    assert.equal((await meOf(house, browser)).primaryIdentifier, 'p0001');
  });

  test('with the ticket of another person’s attempt is refused: it is for another service', async () => {
    const [mallory, alice] = [openBrowser(), openBrowser()];
    const ticket = (await returnOf(mallory)).searchParams.get('ticket') ?? assert.fail();
    const hers = await returnOf(alice);
    hers.searchParams.set('ticket', ticket);
    const expected = { status: 400, code: 'VST_UPSTREAM_MESSAGE_INVALID', trace: /INVALID_SERVICE/ };
    await assertRefused(house, alice, await alice.get(hers.href), expected);
  });

  test('with a ticket that was used in another attempt is refused on the other node too, before the server is asked', async () => {
    const browser = openBrowser();
    const used = await returnOf(browser);
    await browser.follow(await browser.get(used.href));
    const other = openBrowser();
    const next = await returnOf(other);
    next.searchParams.set('ticket', used.searchParams.get('ticket') ?? '');
    const asked = campus.asked.length;
    house.turn('b');
    const page = await other.get(next.href);
    house.turn('a');
    await assertRefused(house, other, page, { status: 403, code: 'VST_UPSTREAM_REPLAYED', trace: /used before/ });
    assert.equal(campus.asked.length, asked);
  });

  for (const [what, answer, code, status] of [
    [
      'success and failure at once',
      successXml().replace('</cas:serviceResponse>', '<cas:authenticationFailure code="X"/></cas:serviceResponse>'),
      'VST_UPSTREAM_MESSAGE_INVALID',
      400,
    ],
    ['two users', successXml('alice</cas:user><cas:user>bob'), 'VST_UPSTREAM_MESSAGE_INVALID', 400],
    ['INVALID_TICKET', failureXml('INVALID_TICKET'), 'VST_ATTEMPT_EXPIRED', 400],
    ['UNAUTHORIZED_SERVICE', failureXml('UNAUTHORIZED_SERVICE'), 'VST_UPSTREAM_MESSAGE_INVALID', 400],
    ['INTERNAL_ERROR', failureXml('INTERNAL_ERROR'), 'VST_UPSTREAM_UNREACHABLE', 502],
    ['a page for people', '<!doctype html><p>Hello alice', 'VST_UPSTREAM_MESSAGE_INVALID', 400],
  ] as const) {
    test(`signs nobody in when the server answers ${what}`, async () => {
      campus.behave.answer = () => answer;
      const { browser, page } = await signIn();
      await assertRefused(house, browser, page, { status, code });
    });
  }

  test('by a posted form signs nobody in', async () => {
    const browser = openBrowser();
    const back = await returnOf(browser);
    const ticket = back.searchParams.get('ticket') ?? '';
    const page = await browser.post(back.href, { ticket }, 'https://cas.elsewhere.example/');
    await assertRefused(house, browser, page, { status: 400, code: 'VST_UPSTREAM_MESSAGE_INVALID' });
  });

  for (const [what, change, trace] of [
    ['switched off', { enabled: false }, /switched off/],
    ['changed', { protocol: 2 }, /changed while the person was away/],
  ] as const) {
    test(`is refused when the profile was ${what} meanwhile`, async () => {
      const browser = openBrowser();
      const back = await returnOf(browser);
      await house.load([file({}, change)]);
      const expected = { status: 403, code: 'VST_PROFILE_DISABLED', trace };
      await assertRefused(house, browser, await browser.get(back.href), expected);
      await house.load([file()]);
    });
  }
});

describe('a profile that matches the user name', () => {
  before(open);
  after(close);

  for (const protocol of [1, 2, 3] as const) {
    test(`signs her in by protocol ${protocol}`, async () => {
      await house.load([file({}, { protocol, match: { from: 'subject', to: 'ACCOUNT' } })]);
      campus.behave.answer = protocol === 1 ? () => 'yes\nalice\n' : undefined;
      const { browser } = await signIn();
      assert.equal((await meOf(house, browser)).primaryIdentifier, 'p0003');
    });
  }

  test('signs nobody in by the "no" of protocol 1', async () => {
    await house.load([file({}, { protocol: 1, match: { from: 'subject', to: 'ACCOUNT' } })]);
    campus.behave.answer = () => 'no\n\n';
    const { browser, page } = await signIn();
    await assertRefused(house, browser, page, { status: 400, code: 'VST_ATTEMPT_EXPIRED' });
  });
});

describe('when a new proof is wanted', () => {
  before(open);
  after(close);

  test('the server is asked for one, and again at the validation', async () => {
    const browser = openBrowser();
    const sent = await browser.get(`${house.url}/demo/login/campus/test`);
    const login = new URL(sent.headers.get('location') ?? assert.fail(sent.body));
    assert.equal(login.searchParams.get('renew'), 'true');
    const page = await browser.get((await campus.signIn(login.href)).href);
    assert.equal(campus.asked.at(-1)?.searchParams.get('renew'), 'true');
    assert.equal(page.status, 200);
    assert.match(page.body, /p0001/);
  });

  test('an old sign-in is refused', async () => {
    campus.behave.attributes = { studentNumber: ['S-1001'], isFromNewLogin: ['false'] };
    const browser = openBrowser();
    const sent = await browser.get(`${house.url}/demo/login/campus/test`);
    const page = await browser.get((await campus.signIn(sent.headers.get('location') ?? '')).href);
    await assertRefused(house, browser, page, { status: 403, code: 'VST_PROOF_TOO_OLD', trace: /old sign-in/ });
  });
});

describe('when the CAS server is away', () => {
  before(open);
  after(close);
  afterEach(() => {
    campus.behave.status = 200;
    campus.behave.silent = false;
  });

  const unreachable = { status: 502, code: 'VST_UPSTREAM_UNREACHABLE', trace: /The upstream: unreachable/ };

  test('the page offers the library password, which lets an external user in where the policy says so', async () => {
    await house.load([file({ fallback: { whenUnreachable: true, unreachableProfiles: ['campus'] } })]);
    campus.behave.status = 503;
    const { browser, page } = await signIn();
    await assertRefused(house, browser, page, unreachable);
    const link = links(page.body).find((href) => href.includes('/login/library')) ?? assert.fail('no such offer');
    const form = await browser.get(new URL(link, page.url).href);
    await browser.follow(await browser.submit(form, { username: 'extern', password }));
    assert.equal((await meOf(house, browser)).primaryIdentifier, 'extern');
  });

  test('a ticket that the browser made up opens no fallback, whatever the policy says', async () => {
    const fallback = { whenUnreachable: true, unreachableProfiles: ['campus'], whenRefused: true, whenUnknown: true };
    await house.load([file({ fallback })]);
    const browser = openBrowser();
    const back = await returnOf(browser);
    back.searchParams.set('ticket', 'ST-1-made-up');
    const page = await browser.get(back.href);
    assert.match(await traceOf(house, page.body), /INVALID_TICKET/);
    assert.equal(
      links(page.body).some((href) => href.includes('/login/library')),
      false,
    );
  });

  test('one that never answers is given up on within its time', async () => {
    await house.load([file({}, { timeoutSeconds: 1 })]);
    campus.behave.silent = true;
    const begun = Date.now();
    const { browser, page } = await signIn();
    assert.ok(Date.now() - begun < 3000);
    await assertRefused(house, browser, page, unreachable);
  });
});
