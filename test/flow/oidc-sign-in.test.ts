// A whole sign-in from an OpenID Connect provider: who comes in, who does not, and what is left when the provider is away.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { type Answer, type Browser, openBrowser } from '../support/browse.ts';
import { links } from '../support/html-forms.ts';
import { libraryOf } from '../support/institutions.ts';
import { startUpstream, type Upstream } from '../support/oidc-upstream.ts';
import { refusalTarget, refusalTypes, refusedPeople, refusedUsers } from '../support/refusals.ts';
import { assertRefused, meOf, traceOf } from '../support/sign-in-end.ts';
import { type InstitutionInput, type RunningVestibule, startVestibule } from '../support/vestibule.ts';

const password = 'library-password';
let campus: Upstream;
let house: RunningVestibule;

type Campus = Partial<Extract<InstitutionInput['loginProfiles'][number], { kind: 'oidc' }>>;

const file = (parts: Partial<InstitutionInput> = {}, more: Campus = {}): InstitutionInput =>
  libraryOf({
    identifierTypes: refusalTypes,
    lockout: { slowAfter: 10_000 },
    profiles: [
      {
        id: 'campus',
        kind: 'oidc',
        label: 'Campus',
        issuer: campus.issuer,
        clientId: campus.clientId,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
        clientSecret: '${env:CAMPUS}',
        match: { from: { attribute: 'student_number' }, to: refusalTarget },
        timeoutSeconds: 2,
        ...more,
      },
    ],
    ...parts,
  });

/** A library of its own: failures of one source are counted, and a flood of them leaves no traces. */
async function open(): Promise<void> {
  campus = await startUpstream();
  house = await startVestibule({ institutions: () => [file()], secrets: { CAMPUS: campus.clientSecret } });
  await house.seed('demo', [
    { primaryIdentifier: 'p0001', identifiers: [{ type: 'STUDENT_NO', value: '4711' }] },
    // Has the provider's own name of the person, her email, and is somebody else.
    {
      primaryIdentifier: 'ada',
      emails: [{ address: 'ada@campus.example', preferred: true, types: [], segment: 'internal' }],
    },
    { primaryIdentifier: 'extern', accountType: 'external', password },
    { primaryIdentifier: 'guest', password },
    ...refusedUsers,
  ]);
}

async function close(): Promise<void> {
  await house.close();
  await campus.close();
}

/** Where the provider is said to begin, as a browser would be sent there. */
async function away(browser: Browser): Promise<Answer> {
  const chooser = await browser.follow(await browser.get(`${house.url}/demo/login`));
  const link = links(chooser.body).find((href) => href.includes('/login/campus')) ?? '';
  return browser.get(new URL(link, chooser.url).href);
}

/** The return address that the provider gives to this browser. */
async function returnOf(browser: Browser): Promise<string> {
  const sent = await away(browser);
  return (await campus.authorize(sent.headers.get('location') ?? assert.fail(sent.body))).href;
}

async function signIn(): Promise<{ browser: Browser; page: Answer }> {
  const browser = openBrowser();
  return { browser, page: await browser.follow(await browser.get(await returnOf(browser))) };
}

describe('from an OpenID Connect provider', () => {
  before(open);
  after(close);

  test('she comes in as the user of her student number, whoever has her name and email', async () => {
    const { browser, page } = await signIn();
    assert.equal(page.status, 200);
    const { primaryIdentifier, profile, matchedIdentifier } = await meOf(house, browser);
    assert.deepEqual([primaryIdentifier, profile], ['p0001', 'campus']);
    assert.deepEqual(matchedIdentifier, { type: 'STUDENT_NO', value: '4711' });
  });

  for (const { account, why, numbers, ...expected } of refusedPeople) {
    test(`nobody is signed in when ${why}`, async () => {
      const email = `${account}@uni.example`;
      const many = numbers.length > 1 ? { student_number: numbers } : { student_number: numbers[0] };
      campus.behave.userinfo = { preferred_username: account, email, email_verified: true, ...many };
      const { browser, page } = await signIn();
      await assertRefused(house, browser, page, expected);
    });
  }
});

describe('the return from an OpenID Connect provider', () => {
  before(open);
  after(close);
  afterEach(() => {
    campus.behave.authorizationError = undefined;
    campus.behave.responseIssuer = undefined;
  });

  test('is good once, and a second time does not end the session', async () => {
    const browser = openBrowser();
    const back = await returnOf(browser);
    await browser.follow(await browser.get(back));
    const again = await browser.get(back);
    assert.equal(again.status, 400);
    assert.match(await traceOf(house, again.body), /VST_ATTEMPT_EXPIRED/);
    assert.equal((await meOf(house, browser)).primaryIdentifier, 'p0001');
  });

  test('is refused in another browser, and the first one still gets in', async () => {
    const [browser, other] = [openBrowser(), openBrowser()];
    const back = await returnOf(browser);
    await assertRefused(house, other, await other.get(back), {
      status: 403,
      code: 'VST_ATTEMPT_OTHER_BROWSER',
      trace: /begun in another browser/,
    });
    await browser.follow(await browser.get(back));
    assert.equal((await meOf(house, browser)).primaryIdentifier, 'p0001');
  });

  test('is refused when another issuer answers', async () => {
    campus.behave.responseIssuer = 'https://idp.other.example';
    const { browser, page } = await signIn();
    const expected = { status: 400, code: 'VST_UPSTREAM_MESSAGE_INVALID', trace: /The upstream: invalid/ };
    await assertRefused(house, browser, page, expected);
  });

  test('says that she gave up there', async () => {
    campus.behave.authorizationError = 'access_denied';
    const { browser, page } = await signIn();
    await assertRefused(house, browser, page, { status: 403, code: 'VST_UPSTREAM_CANCELLED' });
  });

  for (const [what, change, trace] of [
    ['switched off', { enabled: false }, /switched off/],
    ['changed', { match: { from: { attribute: 'student_number' }, to: 'any' } }, /changed while the person was away/],
  ] as const) {
    test(`is refused when the profile was ${what} meanwhile`, async () => {
      const browser = openBrowser();
      const back = await returnOf(browser);
      await house.load([file({}, change)]);
      const expected = { status: 403, code: 'VST_PROFILE_DISABLED', trace };
      await assertRefused(house, browser, await browser.get(back), expected);
      await house.load([file()]);
    });
  }

  test('without a state, or with one of nobody, is refused', async () => {
    for (const query of ['code=x', `code=x&state=${'A'.repeat(32)}`, 'code=x&state=a&state=b']) {
      const browser = openBrowser();
      const page = await browser.get(`${house.url}/demo/login/campus/callback?${query}`);
      assert.equal(page.status, 400);
      assert.equal((await meOf(house, browser)).signedIn, false);
    }
  });
});

describe('when the OpenID Connect provider is away', () => {
  before(open);
  after(close);

  const unreachable = { status: 502, code: 'VST_UPSTREAM_UNREACHABLE', trace: /The upstream: unreachable/ };

  /** The page of a provider that does not answer, and the form its offer leads to. */
  async function offered(): Promise<{ browser: Browser; form: Answer }> {
    campus.behave.broken.add('/token');
    const { browser, page } = await signIn();
    campus.behave.broken.delete('/token');
    await assertRefused(house, browser, page, unreachable);
    const link = links(page.body).find((href) => href.includes('/login/library')) ?? assert.fail('no such offer');
    return { browser, form: await browser.get(new URL(link, page.url).href) };
  }

  test('at her return, the library password lets an external user in where the policy says so', async () => {
    await house.load([file({ fallback: { whenUnreachable: true, unreachableProfiles: ['campus'] } })]);
    const { browser, form } = await offered();
    await browser.follow(await browser.submit(form, { username: 'extern', password }));
    assert.equal((await meOf(house, browser)).primaryIdentifier, 'extern');
  });

  test('at her return, it does not where the policy says everything else', async () => {
    await house.load([file({ fallback: { whenRefused: true, whenUnknown: true, whenChosen: false } })]);
    const { browser, form } = await offered();
    const page = await browser.submit(form, { username: 'extern', password });
    await assertRefused(house, browser, page, {
      status: 401,
      code: 'VST_CREDENTIALS_REFUSED',
      trace: /may not use the internal password/,
    });
  });

  test('an internal user comes in by it whatever the policy says', async () => {
    await house.load([file()]);
    const { browser, form } = await offered();
    await browser.follow(await browser.submit(form, { username: 'guest', password }));
    assert.equal((await meOf(house, browser)).primaryIdentifier, 'guest');
  });

  test('the policy opens for an external user only after it failed, not by choosing the form', async () => {
    await house.load([file({ fallback: { whenUnreachable: true, unreachableProfiles: ['campus'] } })]);
    const browser = openBrowser();
    const form = await browser.follow(await browser.get(`${house.url}/demo/login/library`));
    const page = await browser.submit(form, { username: 'extern', password });
    await assertRefused(house, browser, page, { status: 401, code: 'VST_CREDENTIALS_REFUSED' });
  });

  test('a provider that is not there at all is told before she is sent away', async () => {
    const gone = await startUpstream();
    await gone.close();
    await house.load([
      file({ fallback: { whenUnreachable: true, unreachableProfiles: ['campus'] } }, { issuer: gone.issuer }),
    ]);
    const browser = openBrowser();
    const page = await away(browser);
    await assertRefused(house, browser, page, unreachable);
    assert.ok(links(page.body).some((href) => href.includes('/login/library')));
    await house.load([file()]);
  });

  test('a provider that never answers is given up on within its time', async () => {
    await house.load([file({}, { timeoutSeconds: 1 })]);
    campus.behave.silent.add('/token');
    const { browser, page } = await signIn();
    campus.behave.silent.clear();
    await assertRefused(house, browser, page, unreachable);
  });
});

describe('a provider that tells two people apart by case', () => {
  before(async () => {
    campus = await startUpstream();
  });
  after(() => campus.close());

  /** Ada is known by `ada`; whoever comes is `ADA` there. */
  async function comes(folding: object): Promise<string | undefined> {
    const bound = { code: 'OP', label: 'OP', uniqueness: 'type', issuer: campus.issuer, ...folding } as const;
    const library = () => file({ identifierTypes: [bound] }, { match: { from: 'subject', to: 'OP' } });
    house = await startVestibule({ institutions: () => [library()], secrets: { CAMPUS: campus.clientSecret } });
    try {
      await house.seed('demo', [{ primaryIdentifier: 'p0001', identifiers: [{ type: 'OP', value: 'ada' }] }]);
      campus.behave.userinfoSubject = 'ADA';
      campus.behave.idToken = (claims) => ({ ...claims, sub: 'ADA' });
      const { browser } = await signIn();
      return (await meOf(house, browser)).primaryIdentifier;
    } finally {
      await house.close();
    }
  }

  test('does not sign in one as the other', async () => {
    assert.equal(await comes({}), undefined);
  });

  test('signs in both as one where the library says that they are', async () => {
    assert.equal(await comes({ folding: { caseSensitive: false } }), 'p0001');
  });
});
