// Registering patrons at the desk, on a real store.
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { Directory } from '../../../src/directory/deps.ts';
import { offerRegistration } from '../../../src/directory/desk/offer-registration.ts';
import { deskView, type Registration, registerPatron } from '../../../src/directory/desk/register-patron.ts';
import { keyOf } from '../../../src/directory/folding.ts';
import { changeSettings } from '../../../src/directory/settings/change-settings.ts';
import { VestibuleError } from '../../../src/domain/errors.ts';
import { holding, openTestDirectory, operator, type TestDirectory } from '../../support/directory.ts';
import type { InstitutionInput } from '../../support/vestibule.ts';

const desk = holding('circulation-desk-operator-limited');
const primary = { prefix: 'P', length: 6, order: 'sequence', from: 1 } as const;
const card = { prefix: '33191', length: 14, order: 'sequence', from: 10_586 } as const;
const types: InstitutionInput['identifierTypes'] = [
  { code: 'STAFF_NO', label: 'Staff number', recordTypes: ['staff'] },
  { code: 'BARCODE', preset: 'barcode', checkDigit: 'codabar-mod10' },
  { code: 'STUDENT_NO', label: 'Student number' },
  { code: 'CASE_NO', label: 'Case', hiddenFromStaff: true },
];
const askedFor = { public: ['identifier1'] };

async function opened(t: TestContext, settings: Readonly<Record<string, unknown>> = {}): Promise<TestDirectory> {
  const held = await openTestDirectory({ config: { identifierTypes: types } });
  t.after(() => held.close());
  await changeSettings(held.directory, operator, undefined, settings);
  return held;
}

const ada = (more: Partial<Registration> = {}): Registration => ({
  fields: { name: { first: 'Ada', last: 'Lovelace' } },
  ...more,
});

const values = (identifiers: readonly { readonly type: string; readonly value: string }[]) =>
  identifiers.map(({ type, value }) => `${type} ${value}`);

async function identifiersOf({ users, institution }: Directory, userId: string): Promise<readonly string[]> {
  return values(await users.identifiers(institution.slug, userId)).toSorted();
}

describe('registering a patron', () => {
  test('makes an internal public user with the role of a patron in the institution', async (t) => {
    const { directory } = await opened(t);
    const { userId } = await registerPatron(directory, desk, ada({ primaryIdentifier: { value: ' ada ' } }));
    const user = await directory.users.user('demo', userId);
    assert.deepEqual(
      [user?.recordType, user?.accountType, user?.status, user?.primaryIdentifier, user?.name.last],
      ['public', 'internal', 'active', 'ada', 'Lovelace'],
    );
    assert.deepEqual(
      user?.roles.map(({ role, scope, status, expiryDate }) => ({ role, scope, status, expiryDate })),
      [{ role: 'patron', scope: '01DEMO_INST', status: 'active', expiryDate: undefined }],
    );
    assert.deepEqual(await identifiersOf(directory, userId), ['primary ada']);
  });
  test('generates what is not typed, and says what was generated', async (t) => {
    const { directory } = await opened(t, { generation: { primary, BARCODE: card }, mandatory: askedFor });
    const { userId, identifiers } = await registerPatron(directory, desk, ada());
    assert.deepEqual(identifiers, [
      { type: 'primary', value: 'P00001', isGenerated: true },
      { type: 'BARCODE', value: '33191000105864', isGenerated: true },
    ]);
    assert.deepEqual(await identifiersOf(directory, userId), ['BARCODE 33191000105864', 'primary P00001']);
  });
  test('takes a typed value in place of a generated one', async (t) => {
    const { directory } = await opened(t, { generation: { primary, BARCODE: card }, mandatory: askedFor });
    const typed = ada({ primaryIdentifier: { value: 'ada' }, identifier: { type: 'STUDENT_NO', value: 'S1' } });
    const { identifiers } = await registerPatron(directory, desk, typed);
    assert.deepEqual(identifiers, [
      { type: 'primary', value: 'ada', isGenerated: false },
      { type: 'STUDENT_NO', value: 'S1', isGenerated: false },
    ]);
    assert.equal(await directory.settings.peekNumber('demo', 'primary'), undefined);
  });
  test('enters no other identifier where none is mandatory', async (t) => {
    const { directory } = await opened(t, { generation: { primary, BARCODE: card } });
    const typed = ada({ identifier: { type: 'STUDENT_NO', value: 'S1' } });
    await assert.rejects(registerPatron(directory, desk, typed), { code: 'VST_NOT_ALLOWED', message: /identifier1/ });
    assert.deepEqual(values((await registerPatron(directory, desk, ada())).identifiers), ['primary P00001']);
  });
  test('names every mandatory field that is missing, and spends no number on it', async (t) => {
    const { directory } = await opened(t, {
      generation: { BARCODE: card },
      mandatory: { public: ['userGroup', 'email', 'identifier1', 'birthDate'] },
    });
    const error = await registerPatron(directory, desk, { fields: { birthDate: '1815-12-10' } }).catch(
      (error) => error,
    );
    assert.ok(error instanceof VestibuleError);
    assert.equal(error.code, 'VST_FIELD_MISSING');
    for (const field of ['primaryIdentifier', 'name.last', 'userGroup', 'email'])
      assert.ok(error.message.includes(field), field);
    for (const field of ['birthDate', 'identifiers', 'identifier '])
      assert.ok(!error.message.includes(field), error.message);
    assert.equal(await directory.settings.peekNumber('demo', 'BARCODE'), undefined);
  });
  test('misses an additional identifier that is mandatory and cannot be generated', async (t) => {
    const { directory } = await opened(t, { generation: { primary }, mandatory: askedFor });
    await assert.rejects(registerPatron(directory, desk, ada()), { code: 'VST_FIELD_MISSING', message: /identifier/ });
    assert.equal(await directory.settings.peekNumber('demo', 'primary'), undefined);
  });
  test('refuses a typed primary identifier of another form, in the words of the institution', async (t) => {
    const primaryIdentifierPattern = { pattern: '\\d+', message: { en: 'Digits only, please.' } };
    const { directory } = await opened(t, { primaryIdentifierPattern });
    const typed = ada({ primaryIdentifier: { value: 'ada' } });
    await assert.rejects(registerPatron(directory, desk, typed), {
      code: 'VST_IDENTIFIER_INVALID',
      message: /Digits only, please/,
    });
  });
  for (const [why, identifier, code] of [
    ['a wrong check digit', { type: 'BARCODE', value: '33191000105865' }, 'VST_IDENTIFIER_INVALID'],
    ['a type for staff', { type: 'STAFF_NO', value: '1' }, 'VST_IDENTIFIER_INVALID'],
    ['a type that staff do not see', { type: 'CASE_NO', value: '1' }, 'VST_IDENTIFIER_INVALID'],
    ['a type that is none', { type: 'NONE', value: '1' }, 'VST_IDENTIFIER_INVALID'],
  ] as const) {
    test(`refuses ${why}`, async (t) => {
      const { directory } = await opened(t, { mandatory: askedFor });
      const typed = ada({ primaryIdentifier: { value: 'ada' }, identifier });
      await assert.rejects(registerPatron(directory, desk, typed), { code });
      assert.equal(await directory.users.size('demo'), 0);
    });
  }
  for (const field of [
    'roles',
    'recordType',
    'accountType',
    'blocks',
    'passwordHash',
    'identifiers',
    'primaryIdentifier',
    'owningSystem',
    '__proto__x',
  ]) {
    test(`leaves ${field} to others than the desk`, async (t) => {
      const { directory } = await opened(t);
      const fields = { name: { last: 'X' }, [field]: field === 'recordType' ? 'staff' : [] };
      const request = { fields, primaryIdentifier: { value: 'x' } };
      await assert.rejects(registerPatron(directory, desk, request), { code: 'VST_USER_INVALID' });
    });
  }
  test('writes one entry of the audit, in the name of who did it', async (t) => {
    const { directory, store } = await opened(t, { generation: { primary } });
    const { userId } = await registerPatron(directory, desk, ada());
    const entries = [];
    for await (const entry of store.trail.entries('demo', 'changes', { userId })) entries.push(entry);
    assert.deepEqual(
      entries.map(({ action, who, detail }) => [action, who, detail?.facts]),
      [['patron-registered', 'staff', { generated: 'primary' }]],
    );
  });
});

describe('a value that somebody has', () => {
  test('is refused when it was typed; the desk is not told whose it is, user management is', async (t) => {
    const { directory, seed } = await opened(t);
    await seed({ primaryIdentifier: 'Ada', name: { last: 'Byron' } });
    const typed = ada({ primaryIdentifier: { value: 'ADA' } });
    const refused = async (caller: typeof desk) => registerPatron(directory, caller, typed).catch((error) => error);
    const [told, toldMore] = [await refused(desk), await refused(holding('user-manager'))];
    assert.deepEqual([told.code, toldMore.code], ['VST_IDENTIFIER_TAKEN', 'VST_IDENTIFIER_TAKEN']);
    assert.doesNotMatch(told.message, /Byron|Ada/);
    assert.match(toldMore.message, /Byron/);
  });
  test('gives way to the next when it was generated: also one that is kept from everybody', async (t) => {
    const { directory, seed } = await opened(t, { generation: { primary } });
    const { id } = await seed({ primaryIdentifier: 'P00001' });
    await directory.changes.change('demo', { users: [id] }, operator.actor, (known) => ({
      action: 'user-erased',
      records: [],
      removed: [id],
      kept: known.record(id)?.identifiers.map((held) => ({ ...held, userId: '', status: 'held' })),
      result: undefined,
    }));
    assert.deepEqual(await directory.users.holdings('demo', [keyOf(directory.rules.table, 'primary', 'P00001')]), []);
    assert.deepEqual(values((await registerPatron(directory, desk, ada())).identifiers), ['primary P00002']);
  });
  test('gives way to the next when it was offered and taken meanwhile', async (t) => {
    const { directory, seed } = await opened(t, { generation: { primary } });
    const { offered } = (await offerRegistration(directory, desk)).primaryIdentifier;
    await seed({ primaryIdentifier: offered ?? '' });
    const primaryIdentifier = { value: offered, isOffered: true };
    const { identifiers } = await registerPatron(directory, desk, ada({ primaryIdentifier }));
    assert.deepEqual(identifiers, [{ type: 'primary', value: 'P00002', isGenerated: true }]);
  });
  test('gives way where two rules would give one person the same value twice', async (t) => {
    const same = { length: 4, order: 'sequence', from: 1 };
    const { directory } = await opened(t, { generation: { primary: same, STUDENT_NO: same }, mandatory: askedFor });
    const { identifiers } = await registerPatron(directory, desk, ada());
    assert.equal(new Set(identifiers.map(({ value }) => value)).size, 2);
  });
});

describe('who may register patrons', () => {
  const cases = [
    ['circulation-desk-manager', true],
    ['circulation-desk-operator', true],
    ['circulation-desk-operator-limited', true],
    ['user-manager', true],
    ['user-administrator', true],
    ['general-system-administrator', false],
    ['patron', false],
  ] as const;
  for (const [role, isAllowed] of cases) {
    test(`${role}: ${isAllowed ? 'yes' : 'no'}`, async (t) => {
      const { directory } = await opened(t, { generation: { primary } });
      const registering = registerPatron(directory, holding(role), ada());
      if (isAllowed) assert.equal((await registering).patron.primaryIdentifier, 'P00001');
      else {
        await assert.rejects(registering, { code: 'VST_NOT_ALLOWED' });
        await assert.rejects(offerRegistration(directory, holding(role)), { code: 'VST_NOT_ALLOWED' });
      }
    });
  }
  test('whose role is for one desk only there', async (t) => {
    const { directory } = await opened(t, { generation: { primary } });
    const caller = holding({ role: 'circulation-desk-operator', scope: 'NORTH_DESK' });
    await assert.rejects(registerPatron(directory, caller, ada()), { code: 'VST_NOT_ALLOWED' });
    await assert.rejects(registerPatron(directory, caller, ada({ place: 'SOUTH_DESK' })), { code: 'VST_NOT_ALLOWED' });
    assert.ok(await registerPatron(directory, caller, ada({ place: 'NORTH_DESK' })));
  });
});

describe('what the desk is offered', () => {
  test('is what must be filled in, and values for the identifiers that it enters', async (t) => {
    const { directory } = await opened(t, {
      generation: { primary, BARCODE: card },
      mandatory: { public: ['email', 'identifier1'] },
    });
    const offer = await offerRegistration(directory, desk);
    assert.deepEqual(offer.mandatory, ['name.last', 'email']);
    assert.equal(offer.primaryIdentifier.offered, 'P00001');
    assert.deepEqual(
      offer.identifier1?.types.map(({ type, offered }) => [type, offered]),
      [
        ['BARCODE', '33191000105864'],
        ['STUDENT_NO', undefined],
      ],
    );
  });
  test('is another value each time', async (t) => {
    const { directory } = await opened(t, { generation: { primary } });
    const offers = await Promise.all(Array.from({ length: 5 }, () => offerRegistration(directory, desk)));
    assert.equal(new Set(offers.map(({ primaryIdentifier }) => primaryIdentifier.offered)).size, 5);
  });
  test('has no other identifier where none is mandatory, and says nothing where there is no rule', async (t) => {
    const { directory } = await opened(t, { generation: { BARCODE: card } });
    const { identifier1, primaryIdentifier } = await offerRegistration(directory, desk);
    assert.deepEqual(
      [identifier1, primaryIdentifier.offered, primaryIdentifier.trouble],
      [undefined, undefined, undefined],
    );
    assert.equal(await directory.settings.peekNumber('demo', 'BARCODE'), undefined);
  });
  test('lets the desk type where the rule gives nothing any more', async (t) => {
    const { directory } = await opened(t, { generation: { primary: { length: 1, order: 'sequence', from: 9 } } });
    await offerRegistration(directory, desk);
    const { offered, trouble } = (await offerRegistration(directory, desk)).primaryIdentifier;
    assert.equal(offered, undefined);
    assert.match(trouble ?? '', /at its end/);
  });
});

test('a desk sees of a patron her primary identifier and no other', async (t) => {
  const { directory } = await opened(t, { generation: { primary, BARCODE: card }, mandatory: askedFor });
  const { userId, patron } = await registerPatron(directory, desk, ada());
  const record = await directory.changes.record('demo', userId);
  assert.ok(record);
  assert.deepEqual(deskView(record), patron);
  assert.equal(patron.primaryIdentifier, 'P00001');
  assert.doesNotMatch(JSON.stringify(deskView(record)), /33191000105864/);
});
