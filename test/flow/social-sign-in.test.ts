// A whole sign-in by a Google, Facebook or X account: who comes in, who does not, and what is left when the provider fails.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { type Answer, type Browser, openBrowser } from '../support/browse.ts';
import { links } from '../support/html-forms.ts';
import { libraryOf } from '../support/institutions.ts';
import { assertRefused, meOf, traceOf } from '../support/sign-in-end.ts';
import { type SocialKind, type SocialProvider, startSocialProvider } from '../support/social-providers.ts';
import { socialKinds, socialProfile } from '../support/social-run.ts';
import { type InstitutionInput, type RunningVestibule, startVestibule } from '../support/vestibule.ts';

type Profile = InstitutionInput['loginProfiles'][number];

const password = 'library-password';
let house: RunningVestibule;
let providers: Readonly<Record<SocialKind, SocialProvider>>;

/** What the provider calls the account of each of these people. Digits, so that the three providers agree. */
const ids = {
  ada: '100100100100100',
  unknown: '1002',
  inactive: '1003',
  elsewhere: '1004',
  primary: '1005',
  staff: '1006',
  otherProvider: '1007',
} as const;

const typeOf = (kind: SocialKind) => kind.toUpperCase();

function profileOf(kind: SocialKind, more: object = {}): Profile {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
  const clientSecret = `\${env:${typeOf(kind)}}`;
  return { ...socialProfile(providers[kind]), clientSecret, recordTypes: ['public'], ...more } as Profile;
}

function file(more: object = {}, extra: readonly Profile[] = []): InstitutionInput {
  return libraryOf({
    identifierTypes: [
      { code: 'BARCODE', label: 'Barcode' },
      { code: 'EMAIL', label: 'Email' },
      { code: 'GOOGLE', preset: 'google' },
      { code: 'FACEBOOK', preset: 'facebook' },
      { code: 'X', preset: 'x' },
    ],
    lockout: { slowAfter: 10_000 },
    profiles: [...socialKinds.map((kind) => profileOf(kind, more)), ...extra],
  });
}

/** The same people for every provider: `of` is what the first of them is called here. */
const peopleOf = (kind: SocialKind, other: SocialKind) => [
  {
    primaryIdentifier: `ada-${kind}`,
    identifiers: [{ type: typeOf(kind), value: ids.ada }],
  },
  {
    primaryIdentifier: `inactive-${kind}`,
    identifiers: [{ type: typeOf(kind), value: ids.inactive, status: 'inactive' as const }],
  },
  {
    primaryIdentifier: `staff-${kind}`,
    recordType: 'staff' as const,
    identifiers: [{ type: typeOf(kind), value: ids.staff }],
  },
  {
    primaryIdentifier: `other-${kind}`,
    identifiers: [{ type: typeOf(other), value: `${ids.otherProvider}${socialKinds.indexOf(kind)}` }],
  },
];

async function open(): Promise<void> {
  const [google, facebook, x] = await Promise.all(socialKinds.map((kind) => startSocialProvider(kind)));
  assert.ok(google && facebook && x);
  providers = { google, facebook, x };
  const secrets = Object.fromEntries(
    socialKinds.map((kind) => [typeOf(kind), providers[kind].dialect.client.clientSecret]),
  );
  house = await startVestibule({ institutions: () => [file()], secrets });
  await house.seed('demo', [
    ...peopleOf('google', 'x'),
    ...peopleOf('facebook', 'google'),
    ...peopleOf('x', 'facebook'),
    { primaryIdentifier: 'p-elsewhere', identifiers: [{ type: 'BARCODE', value: ids.elsewhere }] },
    { primaryIdentifier: ids.primary },
    // Has the name and the address that the accounts show, and is somebody else.
    {
      primaryIdentifier: 'ada',
      name: { first: 'Ada', last: 'Lovelace' },
      identifiers: [{ type: 'EMAIL', value: 'ada@uni.example' }],
    },
    { primaryIdentifier: 'extern', accountType: 'external', password },
    { primaryIdentifier: 'guest', password },
  ]);
}

async function close(): Promise<void> {
  await house.close();
  await Promise.all(Object.values(providers).map((provider) => provider.close()));
}

function account(kind: SocialKind, id: string): void {
  const { dialect, behave } = providers[kind];
  behave.account = { ...dialect.account, [kind === 'google' ? 'sub' : 'id']: id };
}

/** By the button of the sign-in page. */
async function away(browser: Browser, profile: string): Promise<Answer> {
  const chooser = await browser.follow(await browser.get(`${house.url}/demo/login`));
  const link = links(chooser.body).find((href) => href.includes(`/login/${profile}?`)) ?? assert.fail('no such button');
  return browser.get(new URL(link, chooser.url).href);
}

async function returnOf(browser: Browser, kind: SocialKind, profile: string = kind): Promise<URL> {
  const sent = await away(browser, profile);
  assert.equal(sent.status, 303, sent.body);
  return providers[kind].authorize(sent.headers.get('location') ?? assert.fail(sent.body));
}

async function signIn(kind: SocialKind, profile: string = kind): Promise<{ browser: Browser; page: Answer }> {
  const browser = openBrowser();
  const back = await returnOf(browser, kind, profile);
  return { browser, page: await browser.follow(await browser.get(back.href)) };
}

const mend = () => {
  for (const provider of Object.values(providers)) provider.mend();
};

for (const kind of socialKinds) {
  describe(`by a ${kind} account`, () => {
    before(open);
    after(close);
    afterEach(mend);

    test('she comes in as the user who has its id, whoever has her name and address', async () => {
      account(kind, ids.ada);
      const { browser, page } = await signIn(kind);
      assert.equal(page.status, 200);
      const { primaryIdentifier, profile, matchedIdentifier } = await meOf(house, browser);
      assert.deepEqual([primaryIdentifier, profile], [`ada-${kind}`, kind]);
      assert.deepEqual(matchedIdentifier, { type: typeOf(kind), value: ids.ada });
    });

    const refusals = [
      ['nobody has its id', ids.unknown, 'VST_NOT_KNOWN_HERE', /: nobody has it[\s\S]*Decided: unmatched/],
      ['its id is inactive', ids.inactive, 'VST_IDENTIFIER_INACTIVE', /refused \(identifier-inactive\)/],
      ['its id is somebody’s barcode', ids.elsewhere, 'VST_NOT_KNOWN_HERE', /: nobody has it/],
      ['its id is somebody’s primary identifier', ids.primary, 'VST_NOT_KNOWN_HERE', /: nobody has it/],
      [
        'its id is somebody’s at another provider',
        `${ids.otherProvider}${socialKinds.indexOf(kind)}`,
        'VST_NOT_KNOWN_HERE',
        /: nobody has it/,
      ],
      ['staff are switched off for the profile', ids.staff, 'VST_USER_NOT_FOR_PROFILE', /refused \(record-type\)/],
    ] as const;
    for (const [why, id, code, trace] of refusals) {
      test(`nobody is signed in when ${why}`, async () => {
        account(kind, id);
        const { browser, page } = await signIn(kind);
        await assertRefused(house, browser, page, { status: 403, code, trace });
      });
    }

    test('staff come in by a profile of theirs, and patrons do not', async () => {
      const extra = profileOf(kind, { id: 'desk', recordTypes: ['staff'] });
      await house.load([file({}, [extra])]);
      account(kind, ids.staff);
      const { browser } = await signIn(kind, 'desk');
      assert.equal((await meOf(house, browser)).primaryIdentifier, `staff-${kind}`);
      account(kind, ids.ada);
      const refused = await signIn(kind, 'desk');
      await assertRefused(house, refused.browser, refused.page, { status: 403, code: 'VST_USER_NOT_FOR_PROFILE' });
      await house.load([file()]);
    });

    test('a trial shows whom it would sign in, and signs nobody in', async () => {
      account(kind, ids.ada);
      const browser = openBrowser();
      const sent = await browser.follow(
        await browser.get(`${house.url}/demo/login/${kind}/test`),
        (location) => !location.startsWith(house.url),
      );
      const back = await providers[kind].authorize(sent.headers.get('location') ?? assert.fail(sent.body));
      const page = await browser.follow(await browser.get(back.href));
      assert.match(page.body, new RegExp(`ada-${kind}`));
      assert.equal((await meOf(house, browser)).signedIn, false);
    });

    test('she may give up there, and is told so', async () => {
      providers[kind].behave.authorization = 'cancel';
      const { browser, page } = await signIn(kind);
      await assertRefused(house, browser, page, { status: 403, code: 'VST_UPSTREAM_CANCELLED' });
      assert.equal(
        links(page.body).some((href) => href.includes('/login/library')),
        false,
      );
    });

    test('the return is good once, and a second time does not end the session', async () => {
      account(kind, ids.ada);
      const browser = openBrowser();
      const back = (await returnOf(browser, kind)).href;
      await browser.follow(await browser.get(back));
      const again = await browser.get(back);
      assert.equal(again.status, 400);
      assert.match(await traceOf(house, again.body), /VST_ATTEMPT_EXPIRED/);
      assert.equal((await meOf(house, browser)).primaryIdentifier, `ada-${kind}`);
    });

    test('the return is refused in another browser', async () => {
      const [browser, other] = [openBrowser(), openBrowser()];
      const back = (await returnOf(browser, kind)).href;
      await assertRefused(house, other, await other.get(back), { status: 403, code: 'VST_ATTEMPT_OTHER_BROWSER' });
    });

    test('the return is refused at the callback of another profile', async () => {
      const browser = openBrowser();
      const back = await returnOf(browser, kind);
      const other = socialKinds.find((each) => each !== kind) ?? kind;
      back.pathname = back.pathname.replace(`/login/${kind}/`, `/login/${other}/`);
      const page = await browser.get(back.href);
      await assertRefused(house, browser, page, { status: 400, code: 'VST_ATTEMPT_EXPIRED', trace: /another profile/ });
      assert.deepEqual([providers[kind].redeemed.length, providers[other].asked.length].at(1), 0);
    });

    test('a provider that is slow to death is given up on in time, and another way goes on', async () => {
      await house.load([file({ timeoutSeconds: 1 })]);
      account(kind, ids.ada);
      const browser = openBrowser();
      const back = await returnOf(browser, kind);
      providers[kind].behave.token = 'hang';
      const begun = performance.now();
      const hanging = browser.get(back.href);
      const other = openBrowser();
      const form = await other.follow(await other.get(`${house.url}/demo/login/library`));
      await other.follow(await other.submit(form, { username: 'guest', password }));
      assert.equal((await meOf(house, other)).primaryIdentifier, 'guest');
      await assertRefused(house, browser, await hanging, {
        status: 502,
        code: 'VST_UPSTREAM_UNREACHABLE',
        trace: /The upstream: unreachable/,
      });
      assert.ok(performance.now() - begun < 5000);
      await house.load([file()]);
    });

    for (const [trouble, status, code] of [
      ['error-500', 502, 'VST_UPSTREAM_UNREACHABLE'],
      ['too-many', 502, 'VST_UPSTREAM_UNREACHABLE'],
      ['garbage', 400, 'VST_UPSTREAM_MESSAGE_INVALID'],
      ['wrong-client', 400, 'VST_UPSTREAM_MESSAGE_INVALID'],
    ] as const) {
      test(`"${trouble}" at the provider ends on a page with a code, and signs nobody in`, async () => {
        account(kind, ids.ada);
        providers[kind].behave.token = trouble;
        const { browser, page } = await signIn(kind);
        await assertRefused(house, browser, page, { status, code });
      });
    }

    test('the log knows neither code, nor state, nor token, nor secret', async () => {
      account(kind, ids.ada);
      await signIn(kind);
      providers[kind].behave.token = 'garbage';
      await signIn(kind);
      assert.doesNotMatch(
        house.logs.join(''),
        /code-[0-9a-f]{8}|token-[0-9a-f]{8}|secret-of-the-test|state=|100100100100100/,
      );
    });
  });
}

describe('the fallback on the library password', () => {
  before(open);
  after(close);
  afterEach(mend);

  const unreachableProfiles = ['google'];
  const policy = { fallback: { whenRefused: true, whenUnknown: true, whenUnreachable: true, unreachableProfiles } };

  test('opens for an external user when the provider was found to be away', async () => {
    await house.load([{ ...file(), ...policy }]);
    providers.google.behave.token = 'error-500';
    const { browser, page } = await signIn('google');
    const link = links(page.body).find((href) => href.includes('/login/library')) ?? assert.fail('no such offer');
    const form = await browser.get(new URL(link, page.url).href);
    await browser.follow(await browser.submit(form, { username: 'extern', password }));
    assert.equal((await meOf(house, browser)).primaryIdentifier, 'extern');
  });

  test('does not open by an error that the browser brought, nor by an account of another domain', async () => {
    const hosted = profileOf('google', { hostedDomain: 'lib.example' });
    await house.load([{ ...file(), ...policy, loginProfiles: [hosted, ...file().loginProfiles.slice(1)] }]);
    for (const [authorization, code] of [
      ['unavailable', 'VST_UPSTREAM_UNREACHABLE'],
      ['grant', 'VST_UPSTREAM_REFUSED'],
    ] as const) {
      providers.google.behave.authorization = authorization;
      const { page } = await signIn('google');
      assert.match(await traceOf(house, page.body), new RegExp(code));
      assert.equal(
        links(page.body).some((href) => href.includes('/login/library')),
        false,
      );
    }
  });
});
