// What a sign-in writes into the directory: refreshing, making just in time, registering. On a real store.
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { findLookAlikes } from '../../../src/directory/management/find-look-alikes.ts';
import { type MakeRequest, makeOnLogin } from '../../../src/directory/management/make-on-login.ts';
import { refreshOnLogin } from '../../../src/directory/management/refresh-on-login.ts';
import type { SaidOfUser } from '../../../src/directory/management/said-of-user.ts';
import { type SelfRegistration, selfRegister } from '../../../src/directory/management/self-register.ts';
import { readDay } from '../../../src/login/arrival/read-day.ts';
import { openTestDirectory, operator } from '../../support/directory.ts';
import type { UserSeed } from '../../support/user-seed.ts';

const identifierTypes = [
  { code: 'BARCODE', label: 'Barcode' },
  { code: 'STUDENT_NO', label: 'Student number' },
  { code: 'GOOGLE', preset: 'google' as const },
  { code: 'STAFF_NO', label: 'Staff number', recordTypes: ['staff' as const] },
];

async function opened(
  t: TestContext,
  seeds: readonly UserSeed[] = [],
  rule: object = { length: 4, order: 'sequence' },
) {
  const test = await openTestDirectory({ config: { identifierTypes }, seeds });
  t.after(test.close);
  await test.directory.settings.write('demo', 0, { generation: { primary: rule } }, operator.actor);
  return test;
}

const said = (more: Partial<SaidOfUser> = {}): SaidOfUser => ({
  system: 'SIS',
  last: 'Lovelace',
  provesEmails: false,
  identifiers: [],
  ...more,
});

const making = (more: Partial<MakeRequest> = {}): MakeRequest => ({
  profile: 'campus',
  to: { type: 'types', types: ['STUDENT_NO'] },
  matched: { type: 'STUDENT_NO', value: '4711' },
  primaryIdentifier: undefined,
  recordType: 'public',
  said: said(),
  ...more,
});

const registering = (more: Partial<SelfRegistration> = {}): SelfRegistration => ({
  profile: 'google',
  note: 'Registered herself.',
  accountType: 'internal',
  owningSystem: undefined,
  userGroup: 'ONLINE',
  expiryDate: '2027-01-01',
  identifier: { type: 'GOOGLE', value: '77' },
  person: { first: 'Ada', last: 'Lovelace', email: 'ada@mail.example' },
  ...more,
});

describe('a user made just in time', () => {
  test('of a value that the library keeps itself has it in the internal segment', async (t) => {
    const { directory } = await opened(t);
    const to = { type: 'types', types: ['GOOGLE'] } as const;
    const made = await makeOnLogin(directory, making({ to, matched: { type: 'GOOGLE', value: '77' } }));
    assert.equal(made.type, 'made');
    const [holding] = await directory.users.holdings('demo', [{ scope: 'GOOGLE', key: '77' }]);
    assert.equal(holding?.identifier.segment, 'internal');
  });

  test('goes without a further identifier that is taken, unfit, or one that people are found by', async (t) => {
    const { directory } = await opened(t, [
      { primaryIdentifier: 'other', identifiers: [{ type: 'BARCODE', value: 'B1' }] },
    ]);
    const identifiers = [
      { type: 'BARCODE', value: 'b1' },
      { type: 'STAFF_NO', value: 'S1' },
      { type: 'STUDENT_NO', value: '4712' },
    ];
    const made = await makeOnLogin(directory, making({ said: said({ identifiers }) }));
    assert.ok(made.type === 'made');
    assert.deepEqual(
      made.refused.map(({ what }) => what).toSorted((a, b) => a.localeCompare(b)),
      ['BARCODE', 'STAFF_NO', 'STUDENT_NO'],
    );
    const [holding] = await directory.users.holdings('demo', [{ scope: 'pooled', key: '4711' }]);
    const all = await directory.users.identifiers('demo', holding?.user.id ?? '');
    assert.deepEqual(
      all.map(({ type }) => type),
      ['primary', 'STUDENT_NO'],
    );
  });

  test('takes the next generated name where one is taken, also by a value of another type', async (t) => {
    const { directory } = await opened(t, [
      { primaryIdentifier: '0001' },
      { primaryIdentifier: 'x', identifiers: [{ type: 'BARCODE', value: '0002' }] },
    ]);
    const made = await makeOnLogin(directory, making());
    assert.ok(made.type === 'made');
    assert.equal(made.primaryIdentifier, '0003');
  });

  test('is called by the value itself where primary identifiers are matched', async (t) => {
    const { directory } = await opened(t);
    const asked = making({ to: { type: 'primary' }, matched: { type: 'primary', value: '4711' } });
    assert.deepEqual(await makeOnLogin(directory, asked), { type: 'made', primaryIdentifier: '4711', refused: [] });
    assert.deepEqual(await makeOnLogin(directory, asked), { type: 'taken' });
  });

  test('is nobody without a rule for primary identifiers', async (t) => {
    const { directory, close } = await openTestDirectory();
    t.after(close);
    await assert.rejects(makeOnLogin(directory, making()), { code: 'VST_GENERATION_FAILED' });
  });
});

describe('a refreshed record', () => {
  const external = (more: Partial<UserSeed> = {}): UserSeed => ({
    primaryIdentifier: 'ada',
    accountType: 'external',
    owningSystem: 'SIS',
    identifiers: [{ type: 'STUDENT_NO', value: '4711' }],
    ...more,
  });
  const request = (userId: string, more: Partial<SaidOfUser>) => ({
    userId,
    profile: 'campus',
    to: { type: 'types', types: ['STUDENT_NO'] } as const,
    said: said(more),
    isTrial: false,
  });

  test('keeps a preferred address of the library, and an address of the library that the upstream says as well', async (t) => {
    const home = { address: 'Ada@home.example', types: ['personal'], preferred: true, segment: 'internal' } as const;
    const { directory, seed } = await opened(t);
    const user = await seed(external({ emails: [home] }));
    await refreshOnLogin(
      directory,
      request(user.id, { emails: ['ada@HOME.example', 'ada@campus.example'], provesEmails: true }),
    );
    const emails = (await directory.users.user('demo', user.id))?.emails ?? [];
    assert.deepEqual(emails[0], home);
    assert.deepEqual([emails[1]?.segment, emails[1]?.preferred], ['external', false]);
  });

  test('is the same record when only the order of a list is another', async (t) => {
    const { directory, seed } = await opened(t);
    const email = (address: string, preferred: boolean) => ({
      address,
      types: [],
      preferred,
      segment: 'external' as const,
    });
    const user = await seed(
      external({ name: { last: 'Lovelace' }, emails: [email('a@x.example', true), email('b@x.example', false)] }),
    );
    const end = await refreshOnLogin(directory, request(user.id, { emails: ['b@x.example', 'a@x.example'] }));
    assert.deepEqual(end, { type: 'same', changed: [], refused: [] });
  });

  test('keeps a card that staff switched off, and a value that she has under another type', async (t) => {
    const { directory, seed } = await opened(t);
    const off = { type: 'BARCODE', value: 'B1', status: 'inactive' as const, segment: 'internal' as const };
    const user = await seed(
      external({ name: { last: 'Lovelace' }, identifiers: [{ type: 'STUDENT_NO', value: '4711' }, off] }),
    );
    for (const value of ['b1', '4711', 'ada']) {
      const end = await refreshOnLogin(directory, request(user.id, { identifiers: [{ type: 'BARCODE', value }] }));
      assert.ok(end.type === 'same', value);
      assert.match(end.refused[0]?.why ?? '', /she has the value already/);
    }
  });

  test('is decided on what stands when it is written, not on what was read', async (t) => {
    const { directory, seed } = await opened(t);
    const user = await seed(external({ name: { last: 'Lovelace' } }));
    const { changes } = directory;
    const slow = {
      ...directory,
      changes: {
        record: changes.record.bind(changes),
        change: (async (...args: Parameters<typeof changes.change>) => {
          await seed({ primaryIdentifier: 'faster', identifiers: [{ type: 'BARCODE', value: 'B9' }] });
          return changes.change(...args);
        }) as typeof changes.change,
      },
    };
    const end = await refreshOnLogin(slow, request(user.id, { identifiers: [{ type: 'BARCODE', value: 'B9' }] }));
    assert.ok(end.type === 'same');
    assert.match(end.refused[0]?.why ?? '', /somebody else has the value/);
  });
});

describe('who registers herself', () => {
  test('of eight at once with one account, one becomes a user', async (t) => {
    const { directory } = await opened(t);
    const ends = await Promise.all(Array.from({ length: 8 }, () => selfRegister(directory, registering())));
    assert.equal(ends.filter(({ type }) => type === 'registered').length, 1);
    assert.equal(await directory.users.size('demo'), 1);
  });

  test('of eight at once with one address and eight accounts, one becomes a user and the others are told whose it is', async (t) => {
    const { directory } = await opened(t);
    const ends = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        selfRegister(directory, registering({ identifier: { type: 'GOOGLE', value: String(n) } })),
      ),
    );
    assert.equal(ends.filter(({ type }) => type === 'registered').length, 1);
    assert.equal(ends.filter(({ type }) => type === 'known').length, 7);
    assert.equal(new Set(ends.map((end) => (end.type === 'taken' ? '' : end.userId))).size, 1);
    assert.equal(await directory.users.size('demo'), 1);
  });

  test('is a public user of another system where the configuration says so', async (t) => {
    const { directory } = await opened(t);
    const end = await selfRegister(directory, registering({ accountType: 'external', owningSystem: 'ONLINE' }));
    assert.ok(end.type === 'registered');
    const user = await directory.users.user('demo', end.userId);
    assert.deepEqual([user?.recordType, user?.accountType, user?.owningSystem], ['public', 'external', 'ONLINE']);
    assert.deepEqual(
      user?.emails.map(({ segment }) => segment),
      ['internal'],
    );
  });

  test('cannot write what no record holds', async (t) => {
    const { directory } = await opened(t);
    const person = { last: 'A\u202eB', email: 'ada@mail.example' };
    await assert.rejects(selfRegister(directory, registering({ person })), { code: 'VST_USER_INVALID' });
    assert.equal(await directory.users.size('demo'), 0);
  });

  test('may be somebody of the same name, however it is written, born on the same day', async (t) => {
    const { directory, seed } = await opened(t);
    const twin = await seed({
      primaryIdentifier: 'a',
      name: { first: 'Ada', last: 'Lovelace' },
      birthDate: '1990-12-10',
    });
    await seed({ primaryIdentifier: 'b', name: { first: 'Ada', last: 'Lovelace' }, birthDate: '1991-12-10' });
    await seed({ primaryIdentifier: 'c', name: { first: 'Adam', last: 'Lovelace' }, birthDate: '1990-12-10' });
    const person = { first: 'ADA', last: 'lovelace' };
    assert.deepEqual(await findLookAlikes(directory, { ...person, birthDate: '1990-12-10' }), [twin.id]);
    assert.deepEqual(await findLookAlikes(directory, person), []);
  });
});

describe('a day as another system writes it', () => {
  const good = [
    ['2027-09-30', 'iso', '2027-09-30'],
    ['2027-09-30T23:00:00+02:00', 'iso', '2027-09-30'],
    ['20270930', 'compact', '2027-09-30'],
    ['20270930000000Z', 'compact', '2027-09-30'],
    ['20270930235959.0+0200', 'compact', '2027-09-30'],
    ['1.2.2027', 'dotted', '2027-02-01'],
    ['2/1/2027', 'slashed', '2027-02-01'],
    ['1822255200', 'seconds', '2027-09-30'],
  ] as const;
  for (const [text, form, day] of good)
    test(`${text} is ${day}`, () => assert.equal(readDay(text, form, 'Europe/Berlin'), day));
  const bad = [
    ['30.09.2027', 'iso'],
    ['2027-02-30', 'iso'],
    ['', 'iso'],
    ['20271330', 'compact'],
    ['9223372036854775807', 'compact'],
    ['9223372036854775807', 'seconds'],
    ['13/31/2027', 'slashed'],
  ] as const;
  for (const [text, form] of bad)
    test(`${JSON.stringify(text)} is no day as "${form}"`, () => assert.equal(readDay(text, form, 'UTC'), undefined));
});
