// What a sign-in writes into the record of an external user, and whom it makes just in time. Over real HTTP and a real store.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { explainStep, explainTrace } from '../../src/resolution/explain.ts';
import { type Answer, type Browser, openBrowser } from '../support/browse.ts';
import { libraryOf } from '../support/institutions.ts';
import { startUpstream, type Upstream } from '../support/oidc-upstream.ts';
import { meOf, traceOf } from '../support/sign-in-end.ts';
import { type InstitutionInput, type RunningVestibule, startVestibule } from '../support/vestibule.ts';

type Campus = Partial<Extract<InstitutionInput['loginProfiles'][number], { kind: 'oidc' }>>;
type Updates = NonNullable<Campus['updates']>;

const right = { student_number: '4711', given_name: 'Ada', family_name: 'Lovelace', email: 'ada@campus.example' };
let campus: Upstream;
let house: RunningVestibule;

const updates: Updates = {
  system: 'SIS',
  fields: {
    given_name: { attribute: 'given_name' },
    family_name: { attribute: 'family_name' },
    email: { attribute: 'email' },
    phone: { attribute: 'phone_number' },
    user_group: {
      attribute: 'affiliation',
      values: [
        { is: 'staff', group: 'STAFF' },
        { is: 'student', group: 'STUDENT' },
      ],
    },
    expiry_date: { attribute: 'until', form: 'dotted' },
    language: { attribute: 'locale' },
  },
  identifiers: { BARCODE: { attribute: 'card' } },
};

const making: Updates = { ...updates, create: { primaryIdentifier: 'generated', userGroup: 'GUEST' } };

const file = (more: Campus = {}): InstitutionInput =>
  libraryOf({
    lockout: { slowAfter: 10_000 },
    timeZone: 'Europe/Berlin',
    profiles: [
      {
        id: 'campus',
        kind: 'oidc',
        label: 'Campus',
        issuer: campus.issuer,
        clientId: campus.clientId,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
        clientSecret: '${env:CAMPUS}',
        match: { from: { attribute: 'student_number' }, to: 'STUDENT_NO' },
        timeoutSeconds: 2,
        updates,
        ...more,
      },
    ],
  });

before(async () => {
  campus = await startUpstream();
  house = await startVestibule({ institutions: () => [file()], secrets: { CAMPUS: campus.clientSecret } });
  await house.parts.store.settings.write(
    'demo',
    0,
    { generation: { primary: { prefix: 'J', length: 8, order: 'sequence' } } },
    { who: 'operator', via: 'test' },
  );
  await house.seed('demo', [
    { primaryIdentifier: 'taken', identifiers: [{ type: 'BARCODE', value: 'B-taken' }] },
    {
      primaryIdentifier: 'home',
      name: { first: 'H', last: 'Ome' },
      identifiers: [{ type: 'STUDENT_NO', value: 'internal-1' }],
    },
  ]);
});
after(async () => {
  await house.close();
  await campus.close();
});
afterEach(async () => {
  await house.load([file()]);
});

let people = 0;
/** An external user of the SIS; her student number comes back. */
async function external(more: object = {}): Promise<{ readonly number: string; readonly primary: string }> {
  const number = `S${++people}`;
  const primary = `p${number}`;
  await house.seed('demo', [
    {
      primaryIdentifier: primary,
      name: { first: 'Old', last: 'Name' },
      accountType: 'external',
      owningSystem: 'SIS',
      identifiers: [{ type: 'STUDENT_NO', value: number }],
      ...more,
    },
  ]);
  return { number, primary };
}

async function signIn(claims: Record<string, unknown>): Promise<{ browser: Browser; page: Answer }> {
  campus.behave.userinfo = claims;
  const browser = openBrowser();
  const away = await browser.get(`${house.url}/demo/login/campus`);
  const back = await campus.authorize(away.headers.get('location') ?? assert.fail(away.body));
  return { browser, page: await browser.follow(await browser.get(back.href)) };
}

async function recordOf(browser: Browser) {
  const { user = '' } = await meOf(house, browser);
  const record = await house.parts.store.changes.record('demo', user);
  assert.ok(record !== undefined, 'nobody is signed in');
  return record;
}

async function lastTrace(): Promise<string> {
  const [entry] = await house.parts.store.journal.auditOf('demo', 1);
  const trace = await house.parts.store.journal.anyTrace(entry?.trace ?? '');
  return explainTrace(trace ?? assert.fail('no trace'));
}

const valuesOf = (identifiers: readonly { type: string; value: string }[], type: string) =>
  identifiers.filter((one) => one.type === type).map(({ value }) => value);

describe('update on login', () => {
  test('takes over what the upstream says, into the fields that its system owns', async () => {
    const { number } = await external({
      emails: [
        { address: 'old@campus.example', types: [], preferred: true, segment: 'external' },
        { address: 'ada@home.example', types: ['personal'], preferred: false, segment: 'internal' },
      ],
    });
    const { browser } = await signIn({
      ...right,
      student_number: number,
      phone_number: '+49 30 1',
      affiliation: ['member', 'student', 'staff'],
      until: '30.9.2031',
      locale: 'de',
      card: `B-${number}`,
    });
    const { user, identifiers } = await recordOf(browser);
    assert.deepEqual([user.name.first, user.name.last, user.userGroup], ['Ada', 'Lovelace', 'STAFF']);
    assert.deepEqual([user.expiryDate, user.preferredLanguage], ['2031-09-30', 'de']);
    assert.deepEqual(
      user.emails.map(({ address, segment, preferred, provedAt }) => [address, segment, preferred, provedAt]),
      [
        ['ada@campus.example', 'external', true, undefined],
        ['ada@home.example', 'internal', false, undefined],
      ],
    );
    assert.deepEqual(
      user.phones.map(({ number: phone }) => phone),
      ['+49 30 1'],
    );
    assert.deepEqual(valuesOf(identifiers, 'BARCODE'), [`B-${number}`]);
    assert.match(await lastTrace(), /Update on login: done \(name\.first, name\.last, userGroup, .*BARCODE\)/);
    const filter = { userId: user.id, newestFirst: true };
    const [entry] = await Array.fromAsync(house.parts.store.trail.entries('demo', 'changes', filter));
    assert.deepEqual([entry?.who, entry?.via, entry?.action], ['system', 'sign-in', 'refreshed-on-login']);
  });

  test('writes nothing when nothing is new', async () => {
    const { number } = await external();
    const claims = { ...right, student_number: number, affiliation: 'student', card: `B-${number}`, until: '1.1.2030' };
    const first = await recordOf((await signIn(claims)).browser);
    const second = await recordOf((await signIn(claims)).browser);
    assert.equal(second.user.version, first.user.version);
    assert.match(await lastTrace(), /Update on login: nothing to do\./);
  });

  test('leaves what is not said, what staff protected, and what cannot stand in a record', async () => {
    const { number } = await external({
      userGroup: 'CHOSEN',
      protectedFields: ['userGroup'],
      expiryDate: '2029-01-01',
      preferredLanguage: 'fr',
    });
    const claims = { student_number: number, affiliation: 'student', until: '31.2.2030', given_name: 'A\u202eB' };
    const { user } = await recordOf((await signIn(claims)).browser);
    assert.deepEqual(
      [user.userGroup, user.expiryDate, user.preferredLanguage, user.name.first, user.name.last],
      ['CHOSEN', '2029-01-01', 'fr', 'Old', 'Name'],
    );
    const trace = await lastTrace();
    assert.match(trace, /refused \(expiry_date: until is no day/);
    assert.match(trace, /refused \(given_name: 1 of given_name cannot stand there\)/);
  });

  test('gives nobody an identifier that somebody else has, and lets her in', async () => {
    const { number } = await external();
    const { browser } = await signIn({ ...right, student_number: number, card: 'b-TAKEN' });
    const { identifiers } = await recordOf(browser);
    assert.deepEqual(valuesOf(identifiers, 'BARCODE'), []);
    assert.match(await lastTrace(), /refused \(BARCODE: somebody else has the value/);
  });

  test('puts a new card in the place of the one that the system brought, and leaves one that the desk gave', async () => {
    const { number } = await external({
      identifiers: [
        { type: 'STUDENT_NO', value: `S${people + 1}` },
        { type: 'BARCODE', value: `old-${people + 1}`, segment: 'external' },
        { type: 'BARCODE', value: `desk-${people + 1}`, segment: 'internal' },
      ],
    });
    const { browser } = await signIn({ ...right, student_number: number, card: `new-${number}` });
    const { identifiers } = await recordOf(browser);
    assert.deepEqual(valuesOf(identifiers, 'BARCODE').sort(), [`desk-${number.slice(1)}`, `new-${number}`].sort());
  });

  test('never changes a user whom the library or another system manages', async () => {
    const internal = await recordOf((await signIn({ ...right, student_number: 'internal-1' })).browser);
    assert.deepEqual([internal.user.name.first, internal.user.version], ['H', 1]);
    assert.match(await lastTrace(), /nothing to do \(the library manages this user\)/);
    const { number } = await external({ owningSystem: 'HR' });
    const other = await recordOf((await signIn({ ...right, student_number: number })).browser);
    assert.equal(other.user.name.first, 'Old');
    assert.match(await lastTrace(), /nothing to do \(HR manages this user\)/);
  });

  test('never changes what people are found by', async () => {
    await house.load([file({ updates: { ...updates, identifiers: { STUDENT_NO: { attribute: 'card' } } } })]);
    const { number } = await external();
    const { identifiers } = await recordOf((await signIn({ ...right, student_number: number, card: 'X1' })).browser);
    assert.deepEqual(valuesOf(identifiers, 'STUDENT_NO'), [number]);
    assert.match(await lastTrace(), /refused \(STUDENT_NO: people are found by it\)/);
  });

  test('counts an address as proved only where the profile says that the upstream proves them', async () => {
    await house.load([file({ verifiesEmail: true })]);
    const { number } = await external();
    const { user } = await recordOf((await signIn({ ...right, student_number: number })).browser);
    assert.match(user.emails[0]?.provedAt ?? '', /^\d{4}-/);
  });

  test('prolongs a record by a length of time, and not again the next day', async () => {
    await house.load([file({ updates: { ...updates, fields: { expiry_date: { after: 'P1Y' } } } })]);
    const { number } = await external({ expiryDate: '2020-01-01' });
    const first = await recordOf((await signIn({ ...right, student_number: number })).browser);
    assert.ok((first.user.expiryDate ?? '') > new Date().toISOString());
    const second = await recordOf((await signIn({ ...right, student_number: number })).browser);
    assert.equal(second.user.version, first.user.version);
  });

  test('a group that the profile does not take lets her in no more', async () => {
    await house.load([file({ userGroups: ['STUDENT'] })]);
    const { number } = await external({ userGroup: 'STUDENT' });
    const { page } = await signIn({ ...right, student_number: number, affiliation: 'staff' });
    assert.equal(page.status, 403);
    assert.match(await traceOf(house, page.body), /VST_USER_NOT_FOR_PROFILE/);
  });

  test('a record that cannot be written lets her in as she is', async (t) => {
    const { number } = await external();
    const { changes } = house.parts.store;
    t.mock.method(changes, 'change', async () => {
      throw new Error('the disk is full');
    });
    const { browser } = await signIn({ ...right, student_number: number });
    t.mock.restoreAll();
    assert.equal((await recordOf(browser)).user.name.first, 'Old');
    assert.match(await lastTrace(), /Update on login: failed, and the sign-in went on \(the disk is full\)/);
    assert.match(house.logs.join(''), /record not written at sign-in/);
  });

  test('a trial writes nothing and says what it would write', async () => {
    const { number } = await external();
    campus.behave.userinfo = { ...right, student_number: number };
    const browser = openBrowser();
    const isAway = (location: string) => !location.startsWith(house.url);
    const away = await browser.follow(await browser.get(`${house.url}/demo/login/campus/test`), isAway);
    const back = await campus.authorize(away.headers.get('location') ?? assert.fail(away.body));
    const page = await browser.follow(await browser.get(back.href));
    assert.match(await traceOf(house, page.body), /Update on login: would be done \(name\.first, name\.last, emails\)/);
    const again = await recordOf((await signIn({ student_number: number })).browser);
    assert.equal(again.user.name.first, 'Old');
  });
});

describe('the explanation of an invented assertion', () => {
  test('says what would be written, and writes nothing', async () => {
    await house.load([file({ updates: making })]);
    const { number, primary } = await external();
    const institution = house.app.institutions.get('demo') ?? assert.fail('no institution');
    const profile = institution.profiles.get('campus') ?? assert.fail('no profile');
    const explained = async (no: string) => {
      const attributes = { student_number: [no], family_name: ['Lovelace'] };
      const said = { subject: 'ada', attributes, verifiedEmails: [], authenticatedAt: 0, methods: [] };
      const { steps } = await house.app.resolve(institution, profile, {
        profile: 'campus',
        issuer: campus.issuer,
        ...said,
      });
      return steps.map((step) => explainStep(step)).join('\n');
    };
    const before = await house.parts.store.users.size('demo');
    assert.match(await explained(number), /Update on login: would be done \(name\.last\)/);
    assert.match(await explained('nobody-1'), /Made just in time: would be done \(an external public user of SIS\)/);
    assert.equal(await house.parts.store.users.size('demo'), before);
    const [found] = await house.parts.store.users.holdings('demo', [{ scope: 'pooled', key: primary.toLowerCase() }]);
    assert.equal(found?.user.name.last, 'Name');
  });
});

describe('just in time', () => {
  test('makes an external user with the value that was looked up, and signs her in', async () => {
    await house.load([file({ updates: making })]);
    const { browser } = await signIn({ ...right, student_number: 'new-1', affiliation: 'student', card: 'B-new-1' });
    const { user, identifiers } = await recordOf(browser);
    assert.deepEqual(
      [user.recordType, user.accountType, user.owningSystem, user.userGroup, user.roles],
      ['public', 'external', 'SIS', 'STUDENT', []],
    );
    assert.match(user.primaryIdentifier, /^J\d{7}$/);
    assert.deepEqual(valuesOf(identifiers, 'STUDENT_NO'), ['new-1']);
    assert.deepEqual(valuesOf(identifiers, 'BARCODE'), ['B-new-1']);
    assert.match(
      await lastTrace(),
      /Decided: unmatched[\s\S]*Made just in time: done \(external public user J[\s\S]*Decided: matched/,
    );
  });

  test('gives the group of the configuration where the upstream says none', async () => {
    await house.load([file({ updates: making })]);
    const { user } = await recordOf((await signIn({ ...right, student_number: 'new-2' })).browser);
    assert.equal(user.userGroup, 'GUEST');
  });

  test('of two sign-ins at once, one makes the user and both are her', async () => {
    await house.load([file({ updates: making })]);
    const before = await house.parts.store.users.size('demo');
    const claims = { ...right, student_number: 'twice' };
    campus.behave.userinfo = claims;
    const backs = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const browser = openBrowser();
        const away = await browser.get(`${house.url}/demo/login/campus`);
        return { browser, back: await campus.authorize(away.headers.get('location') ?? '') };
      }),
    );
    await Promise.all(backs.map(async ({ browser, back }) => browser.follow(await browser.get(back.href))));
    const ids = await Promise.all(backs.map(async ({ browser }) => (await meOf(house, browser)).user));
    assert.equal(new Set(ids).size, 1);
    assert.ok(ids[0] !== undefined);
    assert.equal(await house.parts.store.users.size('demo'), before + 1);
  });

  const refusals = [
    ['the profile does not say so', updates, { ...right, student_number: 'none-1' }, /Decided: unmatched\.\s*$/],
    ['no last name is said', making, { student_number: 'none-2' }, /refused \(the assertion says no last name\)/],
    [
      'two values are said',
      making,
      { ...right, student_number: ['none-3', 'none-4'] },
      /refused \(the assertion does not name her by one value\)/,
    ],
    ['no value is said', making, { family_name: 'X' }, /Decided: incomplete/],
  ] as const;
  for (const [why, wanted, claims, trace] of refusals) {
    test(`makes nobody when ${why}`, async () => {
      await house.load([file({ updates: wanted })]);
      const before = await house.parts.store.users.size('demo');
      const { page } = await signIn(claims);
      assert.equal(page.status, 403);
      assert.match(await traceOf(house, page.body), trace);
      assert.equal(await house.parts.store.users.size('demo'), before);
    });
  }

  test('makes nobody of a value that was retired or is inactive, and of one that two have', async () => {
    await house.load([file({ updates: making })]);
    await house.seed('demo', [
      { primaryIdentifier: 'gone', identifiers: [{ type: 'STUDENT_NO', value: 'retired-1', status: 'retired' }] },
      { primaryIdentifier: 'off', identifiers: [{ type: 'STUDENT_NO', value: 'off-1', status: 'inactive' }] },
    ]);
    const before = await house.parts.store.users.size('demo');
    const retired = await signIn({ ...right, student_number: 'retired-1' });
    assert.match(await traceOf(house, retired.page.body), /Made just in time: refused \(somebody has the value/);
    const off = await signIn({ ...right, student_number: 'off-1' });
    assert.doesNotMatch(await traceOf(house, off.page.body), /just in time/);
    const pooled = await signIn({ ...right, student_number: 'b-taken' });
    assert.match(await traceOf(house, pooled.page.body), /refused \(somebody has the value/);
    assert.equal(await house.parts.store.users.size('demo'), before);
  });

  test('makes nobody where the issuer does not speak for the type', async () => {
    const bound = { ...file({ updates: making }) };
    const identifierTypes = [
      { code: 'BARCODE', label: 'Barcode' },
      { code: 'STUDENT_NO', label: 'No', uniqueness: 'type' as const, issuer: 'https://elsewhere.example' },
    ];
    await house.load([{ ...bound, identifierTypes }]);
    const before = await house.parts.store.users.size('demo');
    const { page } = await signIn({ ...right, student_number: 'foreign-1' });
    assert.match(await traceOf(house, page.body), /refused \(this issuer does not speak for the type\)/);
    assert.equal(await house.parts.store.users.size('demo'), before);
  });
});
