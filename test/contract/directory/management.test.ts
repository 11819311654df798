import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { Caller } from '../../../src/directory/deps.ts';
import { convertUser } from '../../../src/directory/management/convert-user.ts';
import { createUser } from '../../../src/directory/management/create-user.ts';
import { editUser } from '../../../src/directory/management/edit-user.ts';
import { faultsIn } from '../../../src/directory/management/refused-input.ts';
import { lockSignIn, unlockSignIn } from '../../../src/directory/management/sign-in-lock.ts';
import { changeSettings } from '../../../src/directory/settings/change-settings.ts';
import type { VestibuleError } from '../../../src/domain/errors.ts';
import { holding, openTestDirectory, operator, type TestDirectory } from '../../support/directory.ts';
import { importRecords } from '../../support/import-run.ts';
import type { UserSeed } from '../../support/user-seed.ts';
import type { InstitutionInput } from '../../support/vestibule.ts';

const manager = holding('user-manager');
const administrator = holding('user-administrator');

const external = { accountType: 'external', owningSystem: 'SIS' } as const;
const card = { type: 'BARCODE', value: '29301' };

async function opened(t: TestContext, ...seeds: readonly UserSeed[]): Promise<TestDirectory> {
  const identifierTypes: NonNullable<InstitutionInput['identifierTypes']> = [
    { code: 'BARCODE', label: 'Barcode' },
    { code: 'STUDENT_NO', label: 'Student number', recordTypes: ['public'] },
    { code: 'SECRET', label: 'Secret', hiddenFromStaff: true },
  ];
  const test = await openTestDirectory({ config: { identifierTypes }, seeds });
  t.after(test.close);
  return test;
}

async function userOf({ store }: TestDirectory, primaryIdentifier: string) {
  const [found] = await store.users.holdings('demo', [{ scope: 'pooled', key: primaryIdentifier }]);
  assert.ok(found);
  const record = await store.changes.record('demo', found.user.id);
  assert.ok(record);
  return record;
}

const faultsOf = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => assert.fail('nothing was refused'),
    (error: VestibuleError) => error,
  );
  return {
    code: error.code,
    message: error.message,
    detail: error.detail,
    faults: faultsIn(error).map(({ path, code }) => [path, code]),
  };
};

describe('a new user', () => {
  for (const recordType of ['public', 'staff', 'contact'] as const)
    test(`of record type ${recordType} stands as she was entered`, async (t) => {
      const test = await opened(t);
      const identifiers = recordType === 'contact' ? {} : { identifiers: [card] };
      const name = { first: 'Ines', last: 'Varga' };
      const made = await createUser(test.directory, manager, {
        primaryIdentifier: 'Ines',
        recordType,
        name,
        ...identifiers,
      });
      const { user, identifiers: held } = await userOf(test, 'ines');
      assert.deepEqual(
        [user.id, user.recordType, user.accountType, user.name, user.createdBy, user.version],
        [made.userId, recordType, 'internal', name, 'staff', 1],
      );
      const values = held.map(({ type, value, segment }) => `${type} ${value} ${segment}`).sort();
      assert.deepEqual(values, [
        ...(recordType === 'contact' ? [] : ['BARCODE 29301 internal']),
        'primary Ines internal',
      ]);
    });
  test('who is external keeps what staff typed, but for what they give the system', async (t) => {
    const test = await opened(t);
    const identifiers = [card, { type: 'STUDENT_NO', value: 's1', segment: 'external' }];
    const emails = [{ address: 'a@x.example', preferred: true }];
    await createUser(test.directory, manager, {
      primaryIdentifier: 'p1',
      ...external,
      name: { last: 'V' },
      identifiers,
      emails,
    });
    const { user, identifiers: held } = await userOf(test, 'p1');
    assert.equal(user.emails[0]?.segment, 'internal');
    assert.deepEqual(
      held.filter(({ segment }) => segment === 'internal').map(({ type }) => type),
      ['BARCODE'],
    );
  });
  test('is read in the shape of Alma too, and what is not taken over is named', async (t) => {
    const test = await opened(t);
    const record = { primary_id: 'p1', record_type: 'STAFF', last_name: 'V', pin_number: '1234' };
    assert.deepEqual((await createUser(test.directory, manager, record)).ignored, ['pin_number']);
    assert.equal((await userOf(test, 'p1')).user.recordType, 'staff');
  });
  test('gets no identifier that nobody entered', async (t) => {
    const test = await opened(t);
    const refused = await faultsOf(createUser(test.directory, manager, { name: { last: 'V' } }));
    assert.deepEqual([refused.code, refused.faults], ['VST_FIELD_MISSING', [['primaryIdentifier', 'field-missing']]]);
  });
  test('is told once of a field that cannot be read, whatever else is asked of it', async (t) => {
    const test = await opened(t, { primaryIdentifier: '-' });
    const primaryIdentifierPattern = { pattern: 'p[0-9]+', message: { en: 'p and digits' } };
    await changeSettings(test.directory, operator, undefined, {
      primaryIdentifierPattern,
      mandatory: { public: ['email'] },
    });
    const refused = await faultsOf(
      createUser(test.directory, manager, { name: { last: 'V' }, emails: [{ address: 'x' }] }),
    );
    assert.deepEqual(refused.faults, [
      ['primaryIdentifier', 'field-missing'],
      ['emails.0.address', 'value-invalid'],
    ]);
  });
  test('must have every mandatory field of her record type, and all that lack are named', async (t) => {
    const test = await opened(t);
    const mandatory = { public: ['userGroup', 'email', 'identifier1'], staff: ['campusCode'] };
    await changeSettings(test.directory, operator, undefined, { mandatory });
    const refused = await faultsOf(
      createUser(test.directory, manager, { primaryIdentifier: 'p1', name: { last: 'V' } }),
    );
    assert.equal(refused.code, 'VST_FIELD_MISSING');
    assert.deepEqual(refused.detail['missing'], 'userGroup, emails, identifiers');
    const whole = { userGroup: 'UG', emails: [{ address: 'a@x.example' }], identifiers: [card] };
    await createUser(test.directory, manager, { primaryIdentifier: 'p1', name: { last: 'V' }, ...whole });
  });
  test('must have a primary identifier of the form that the institution asks for, told in its words', async (t) => {
    const test = await opened(t);
    const primaryIdentifierPattern = { pattern: 'p[0-9]+', message: { en: 'p and digits' } };
    await changeSettings(test.directory, operator, undefined, { primaryIdentifierPattern });
    const refused = await faultsOf(
      createUser(test.directory, manager, { primaryIdentifier: 'x1', name: { last: 'V' } }),
    );
    assert.deepEqual([refused.code, refused.message], ['VST_IDENTIFIER_INVALID', 'primaryIdentifier: p and digits']);
  });
  test('is refused with every fault at once, those of form, rule and collision', async (t) => {
    const test = await opened(t, { primaryIdentifier: 'bob', identifiers: [card] });
    await changeSettings(test.directory, operator, undefined, { mandatory: { public: ['userGroup'] } });
    const refused = await faultsOf(
      createUser(test.directory, manager, {
        primaryIdentifier: 'BOB',
        birthDate: '2026-02-30',
        shoeSize: 42,
        identifiers: [card, { type: 'SHOE', value: '1' }, { type: 'SECRET', value: '2' }],
      }),
    );
    assert.deepEqual(
      refused.faults.toSorted(([one = ''], [other = '']) => (one < other ? -1 : 1)),
      [
        ['', 'field-unknown'],
        ['birthDate', 'date-invalid'],
        ['identifiers.0', 'taken'],
        ['identifiers.1', 'identifier-type-unknown'],
        ['identifiers.2', 'identifier-type-unknown'],
        ['name.last', 'field-missing'],
        ['primaryIdentifier', 'taken'],
        ['userGroup', 'field-missing'],
      ],
    );
  });
  test('is refused for a value that somebody has, naming her, and nothing of it is written', async (t) => {
    const test = await opened(t, { primaryIdentifier: 'bob', identifiers: [card] });
    const refused = await faultsOf(
      createUser(test.directory, manager, { primaryIdentifier: 'p1', name: { last: 'V' }, identifiers: [card] }),
    );
    assert.equal(refused.code, 'VST_IDENTIFIER_TAKEN');
    assert.match(refused.message, /^identifiers\.0: .*bob/);
    assert.equal(refused.detail['holder'], (await userOf(test, 'bob')).user.id);
    assert.equal(await test.store.users.size('demo'), 1);
  });
  for (const raw of [undefined, null, 'ines', [], 7])
    test(`is not ${JSON.stringify(raw)}`, async (t) => {
      const test = await opened(t);
      await assert.rejects(createUser(test.directory, manager, raw), { code: 'VST_USER_INVALID' });
    });
  test('brings roles, a password and a lock only from those who may give them', async (t) => {
    const test = await opened(t);
    const withRole = (role: string) => ({
      primaryIdentifier: role,
      name: { last: 'V' },
      roles: [{ role, scope: '01DEMO_INST' }],
    });
    const tries = (caller: Caller, role: string) => createUser(test.directory, caller, withRole(role));
    await assert.rejects(tries(manager, 'patron'), { code: 'VST_NOT_ALLOWED' });
    await assert.rejects(tries(administrator, 'general-system-administrator'), { code: 'VST_NOT_ALLOWED' });
    await tries(administrator, 'patron');
    const contact = { ...withRole('patron'), primaryIdentifier: 'c', recordType: 'contact' };
    await assert.rejects(createUser(test.directory, administrator, contact), { code: 'VST_USER_INVALID' });
  });
});

describe('what management is for', () => {
  const calls = {
    createUser: ({ directory }: TestDirectory, caller: Caller) =>
      createUser(directory, caller, { primaryIdentifier: 'new', name: { last: 'V' } }),
    editUser: ({ directory }: TestDirectory, caller: Caller) =>
      editUser(directory, caller, { user: 'ines', version: 1, changes: { userGroup: 'PG' } }),
    convertUser: ({ directory }: TestDirectory, caller: Caller) =>
      convertUser(directory, caller, { user: 'ines', to: 'internal' }),
    lockSignIn: ({ directory }: TestDirectory, caller: Caller) =>
      lockSignIn(directory, caller, { user: 'ines', reason: 'x' }),
    unlockSignIn: ({ directory }: TestDirectory, caller: Caller) => unlockSignIn(directory, caller, { user: 'ines' }),
  };
  const roles = [
    'general-system-administrator',
    'circulation-desk-manager',
    'circulation-desk-operator',
    'circulation-desk-operator-limited',
    'patron',
  ];
  for (const [name, call] of Object.entries(calls)) {
    test(`${name} is refused to the desk, to patrons and to whom has no role`, async (t) => {
      const test = await opened(t, { primaryIdentifier: 'ines', ...external });
      for (const caller of [...roles.map((role) => holding(role)), holding()])
        await assert.rejects(call(test, caller), { code: 'VST_NOT_ALLOWED' });
      assert.equal((await userOf(test, 'ines')).user.version, 1);
    });
    for (const caller of [manager, administrator, operator])
      test(`${name} is open to ${caller.grants === 'operator' ? 'the operator' : caller.grants[0]?.role}`, async (t) => {
        await call(await opened(t, { primaryIdentifier: 'ines', ...external }), caller);
      });
  }
});

describe('an edited user', () => {
  test('is written with who did it, as one version more', async (t) => {
    const test = await opened(t, {
      primaryIdentifier: 'ines',
      userGroup: 'UG',
      identifiers: [card],
      passwordHash: 'h',
    });
    const before = await userOf(test, 'ines');
    test.clock.advance(1000);
    const changes = { userGroup: 'PG', emails: { add: [{ address: 'a@x.example' }] } };
    const done = await editUser(test.directory, manager, { user: 'BARCODE:29301', version: 1, changes });
    assert.deepEqual(done.changed, ['userGroup', 'emails']);
    const after = await userOf(test, 'ines');
    assert.deepEqual(
      [after.user.version, after.user.modifiedBy, after.user.userGroup, after.user.emails[0]?.preferred],
      [2, 'staff', 'PG', true],
    );
    assert.deepEqual([after.identifiers, after.password], [before.identifiers, before.password]);
  });
  test('is refused to who read her before somebody else changed her', async (t) => {
    const test = await opened(t, { primaryIdentifier: 'ines' });
    const edit = (userGroup: string) =>
      editUser(test.directory, manager, { user: 'ines', version: 1, changes: { userGroup } });
    const outcomes = await Promise.allSettled([edit('A'), edit('B')]);
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    await assert.rejects(edit('C'), { code: 'VST_USER_CHANGED' });
  });
  test('is not written where nothing changes', async (t) => {
    const test = await opened(t, { primaryIdentifier: 'ines', userGroup: 'UG' });
    const done = await editUser(test.directory, manager, { user: 'ines', version: 1, changes: { userGroup: 'UG' } });
    assert.deepEqual([done.changed, (await userOf(test, 'ines')).user.version], [[], 1]);
  });
  test('is opened for update by who may, and by nobody else', async (t) => {
    const test = await opened(t, { primaryIdentifier: 'ines', ...external });
    const edit = (caller: Caller, openForUpdate: boolean) =>
      editUser(test.directory, caller, { user: 'ines', version: 1, changes: { gender: 'F' }, openForUpdate });
    await assert.rejects(edit(manager, false), { code: 'VST_FIELD_LOCKED', message: /SIS/ });
    await assert.rejects(edit(administrator, false), { code: 'VST_FIELD_LOCKED' });
    await assert.rejects(edit(manager, true), { code: 'VST_NOT_ALLOWED' });
    assert.deepEqual((await edit(administrator, true)).overwrittenBySystem, ['gender']);
  });
  test('who may more keeps her address, to which the link goes that sets a password', async (t) => {
    const roles = [{ role: 'user-administrator', scope: '01DEMO_INST', status: 'active' }] as const;
    const test = await opened(t, { primaryIdentifier: 'root', roles });
    const changes = { emails: [{ address: 'mallory@x.example' }] };
    const request = { user: 'root', version: 1, changes };
    await assert.rejects(editUser(test.directory, manager, request), { code: 'VST_NOT_ALLOWED' });
    assert.equal((await userOf(test, 'root')).user.emails.length, 0);
    await editUser(test.directory, administrator, request);
  });
  test('who is nobody is unknown', async (t) => {
    const request = { user: 'ines', version: 1, changes: {} };
    await assert.rejects(editUser((await opened(t)).directory, manager, request), { code: 'VST_USER_UNKNOWN' });
  });
});

describe('a user between the library and another system', () => {
  const feed = (record: object) => ({ primaryIdentifier: 'p1', name: { last: 'Varga' }, ...external, ...record });
  const load = ({ directory }: TestDirectory, record: object) =>
    importRecords([feed(record)], { users: directory.users, institution: directory.institution });

  test('keeps what staff changed by hand through the next synchronisation, and loses it once it follows again', async (t) => {
    const test = await opened(t);
    const brought = { userGroup: 'UG', emails: [{ address: 'uni@x.example', preferred: true }] };
    await load(test, brought);
    const emails = { add: [{ address: 'own@x.example', preferred: true }] };
    const edit = (version: number, given: object) =>
      editUser(test.directory, manager, { user: 'p1', version, changes: {}, ...given });
    await edit(1, { changes: { userGroup: 'GUEST', emails } });
    await load(test, { ...brought, campusCode: 'N' });
    const { user } = await userOf(test, 'p1');
    assert.deepEqual([user.userGroup, user.campusCode], ['GUEST', 'N']);
    assert.deepEqual(
      user.emails.map(({ address, preferred }) => [address, preferred]),
      [
        ['uni@x.example', false],
        ['own@x.example', true],
      ],
    );
    await edit(user.version, { followSystem: ['userGroup'] });
    await load(test, brought);
    assert.equal((await userOf(test, 'p1')).user.userGroup, 'UG');
  });
  test('loses to the next synchronisation what was opened for update', async (t) => {
    const test = await opened(t);
    await load(test, { gender: 'F' });
    await editUser(test.directory, administrator, {
      user: 'p1',
      version: 1,
      changes: { gender: 'M' },
      openForUpdate: true,
    });
    await load(test, { gender: 'F' });
    assert.equal((await userOf(test, 'p1')).user.gender, 'F');
  });
  test('is left alone by it once she is internal, and keeps password and identifiers', async (t) => {
    const test = await opened(t);
    const passwordHash = `$argon2id$v=19$m=19456,t=2,p=1$${'A'.repeat(22)}$${'B'.repeat(43)}`;
    await load(test, { identifiers: [card], passwordHash });
    await convertUser(test.directory, manager, { user: 'p1', to: 'internal' });
    const before = await userOf(test, 'p1');
    assert.deepEqual(
      [before.user.accountType, before.user.owningSystem, before.password?.hash],
      ['internal', undefined, passwordHash],
    );
    assert.deepEqual(
      before.identifiers.map(({ segment }) => segment),
      ['internal', 'internal'],
    );
    const { rejections } = await load(test, { identifiers: [] });
    assert.deepEqual(
      rejections.map(({ code }) => code),
      ['managed-here'],
    );
    assert.deepEqual(await userOf(test, 'p1'), before);
  });
  test('keeps her identifiers from the first synchronisation after she became external, but for those given away', async (t) => {
    const identifiers = [card, { type: 'STUDENT_NO', value: 's1' }];
    const test = await opened(t, { primaryIdentifier: 'p1', identifiers });
    await convertUser(test.directory, manager, {
      user: 'p1',
      to: 'external',
      owningSystem: ' SIS ',
      externalTypes: ['STUDENT_NO'],
    });
    await load(test, { identifiers: [{ type: 'STUDENT_NO', value: 's2' }] });
    const { user, identifiers: held } = await userOf(test, 'p1');
    assert.equal(user.owningSystem, 'SIS');
    assert.deepEqual(held.map(({ value }) => value).sort(), ['29301', 'p1', 's2']);
  });
  for (const [what, request] of [
    ['without a system', { to: 'external' }],
    ['with an empty one', { to: 'external', owningSystem: '  ' }],
    ['with one of several lines', { to: 'external', owningSystem: 'a\nb' }],
    ['to internal with one', { to: 'internal', owningSystem: 'SIS' }],
    ['to internal with types for it', { to: 'internal', externalTypes: ['BARCODE'] }],
    ['with a type that there is not', { to: 'external', owningSystem: 'SIS', externalTypes: ['SHOE'] }],
  ] as const)
    test(`is not converted ${what}`, async (t) => {
      const test = await opened(t, { primaryIdentifier: 'p1' });
      const refused = await faultsOf(convertUser(test.directory, manager, { user: 'p1', ...request }));
      assert.equal(refused.faults.length, 1);
    });
});

describe('a locked user', () => {
  test('is locked with the reason and signed out, and unlocked again', async (t) => {
    const test = await opened(t, { primaryIdentifier: 'ines' });
    await lockSignIn(test.directory, manager, { user: 'ines', reason: ' lost card ' });
    const { user } = await userOf(test, 'ines');
    assert.deepEqual(user.signInLock, { at: '2026-03-02T09:00:00.000Z', by: 'staff', reason: 'lost card' });
    assert.equal(user.sessionEpoch, 1);
    await unlockSignIn(test.directory, manager, { user: 'ines' });
    assert.equal((await userOf(test, 'ines')).user.signInLock, undefined);
    assert.equal((await unlockSignIn(test.directory, manager, { user: 'ines' })).changed, false);
  });
  for (const [reason, code] of [
    [' ', 'VST_FIELD_MISSING'],
    ['x'.repeat(501), 'VST_USER_INVALID'],
    ['a\u0000b', 'VST_USER_INVALID'],
  ] as const)
    test(`is not locked for ${JSON.stringify(reason.slice(0, 5))}`, async (t) => {
      const test = await opened(t, { primaryIdentifier: 'ines' });
      await assert.rejects(lockSignIn(test.directory, manager, { user: 'ines', reason }), { code });
    });
});
