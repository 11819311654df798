import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { identifierRules } from '../../../src/directory/identifier-rules.ts';
import { type EditedRecord, editedRecord } from '../../../src/directory/management/edited-record.ts';
import { readUserChanges } from '../../../src/directory/management/user-changes.ts';
import type { UserRecord } from '../../../src/domain/ports/changes.ts';
import type { User } from '../../../src/domain/user.ts';
import { importInstitution } from '../../support/import-run.ts';
import { recordOf, withIdentifier } from '../../support/known.ts';

const rules = identifierRules(importInstitution);
const context = { rules, now: '2026-03-02T09:00:00.000Z', today: '2026-03-02', who: 'ann' };

const email = (address: string, given: Partial<User['emails'][number]> = {}) =>
  ({ address, types: [], preferred: false, segment: 'internal', ...given }) as const;

const here = recordOf({ primaryIdentifier: 'ines', name: { first: 'Ines', last: 'Varga' }, userGroup: 'UG' });
const outside = recordOf({
  primaryIdentifier: 'ines',
  accountType: 'external',
  owningSystem: 'SIS',
  name: { first: 'Ines', last: 'Varga' },
  userGroup: 'UG',
  emails: [email('uni@x.example', { segment: 'external', preferred: true }), email('own@x.example')],
});

function edit(record: UserRecord, raw: unknown): EditedRecord {
  const read = readUserChanges(raw);
  if (read.type === 'faults') assert.fail(JSON.stringify(read.faults));
  return editedRecord(record, read.changes, context);
}

function edited(record: UserRecord, raw: unknown): User {
  const { user, faults } = edit(record, raw);
  assert.deepEqual(faults, []);
  return user;
}

const codes = ({ faults }: { readonly faults: readonly { path: string; code: string }[] }) =>
  faults.map(({ path, code }) => [path, code]);
const byPlace = ([one = '']: readonly string[], [other = '']: readonly string[]) => (one < other ? -1 : 1);
const preferred = ({ emails }: User) => emails.filter((one) => one.preferred).map(({ address }) => address);

describe('fields of a user', () => {
  test('stay where they are not named', () => {
    const { user, changed } = edit(here, { campusCode: 'NORTH' });
    assert.deepEqual(user, { ...here.user, campusCode: 'NORTH' });
    assert.deepEqual(changed, ['campusCode']);
  });
  for (const nothing of [null, ''])
    test(`are cleared by ${JSON.stringify(nothing)}, parts of the name too`, () => {
      const user = edited(here, { userGroup: nothing, name: { first: nothing } });
      assert.ok(!('userGroup' in user));
      assert.deepEqual(user.name, { last: 'Varga' });
    });
  test('are not changed by what they are already', () => {
    assert.deepEqual(edit(here, { userGroup: ' UG ', name: { last: 'Varga' } }).changed, []);
  });
  test('need a last name', () => {
    assert.deepEqual(codes(edit(here, { name: { last: null } })), [['name.last', 'field-missing']]);
  });
  test('note the day on which the status changed, unless it is said', () => {
    assert.equal(edited(here, { status: 'inactive' }).statusDate, '2026-03-02');
    assert.equal(edited(here, { status: 'inactive', statusDate: '2026-01-01' }).statusDate, '2026-01-01');
    assert.equal(edited(here, { status: 'active' }).statusDate, undefined);
  });
  test('hold no record type that her identifiers are not for', () => {
    const student = withIdentifier(here, { type: 'STUDENT_NO', value: 's1' });
    assert.deepEqual(codes(edit(student, { recordType: 'staff' })), [['recordType', 'identifier-type-not-for-record']]);
    assert.deepEqual(codes(edit(student, { recordType: 'contact' })), [['recordType', 'contact-identifier']]);
    const left = withIdentifier(here, { type: 'STUDENT_NO', value: 's1', status: 'retired' });
    assert.equal(edited(left, { recordType: 'contact' }).recordType, 'contact');
  });
});

describe('changes as they are written', () => {
  for (const [field, value] of [
    ['primaryIdentifier', 'x'],
    ['identifiers', []],
    ['roles', []],
    ['accountType', 'external'],
    ['owningSystem', 'SIS'],
    ['signInLock', null],
    ['passwordHash', 'x'],
    ['protectedFields', []],
  ] as const)
    test(`do not reach ${field}, and say what does`, () => {
      const read = readUserChanges({ [field]: value });
      assert.ok(read.type === 'faults');
      assert.deepEqual(codes(read), [[field, 'field-unknown']]);
      assert.doesNotMatch(read.faults[0]?.message ?? '', /Not a field/);
    });
  test('are told every fault at once, each with its place', () => {
    const read = readUserChanges({
      roles: [],
      birthDate: '2026-02-30',
      emails: { add: [{ address: 'a@b.example' }, { address: 'none' }] },
      phones: [{ number: '' }],
      notes: { change: [{ item: -1, to: {} }] },
      shoeSize: 42,
    });
    assert.ok(read.type === 'faults');
    assert.deepEqual(codes(read).toSorted(byPlace), [
      ['', 'field-unknown'],
      ['birthDate', 'date-invalid'],
      ['emails.add.1.address', 'value-invalid'],
      ['notes.change.0.item', 'value-invalid'],
      ['phones.0.number', 'value-invalid'],
      ['roles', 'field-unknown'],
    ]);
  });
  for (const raw of [undefined, null, 'x', []])
    test(`are none in ${JSON.stringify(raw)}`, () => assert.equal(readUserChanges(raw).type, 'faults'));
});

describe('a list changed item by item', () => {
  const three = recordOf({
    primaryIdentifier: 'ines',
    emails: [
      email('a@x.example', { preferred: true, provedAt: '2026-01-01T00:00:00Z', description: 'home' }),
      email('b@x.example'),
      email('c@x.example'),
    ],
  });
  const addresses = (user: User) => user.emails.map(({ address }) => address);

  test('gets what is added, as ours', () => {
    const { emails } = edited(three, { emails: { add: [{ address: 'd@x.example', types: ['work'] }] } });
    assert.deepEqual(emails[3], email('d@x.example', { types: ['work'] }));
  });
  test('keeps what is not said of an item, and that its address was proved', () => {
    const { emails } = edited(three, { emails: { change: [{ item: 'A@x.example', to: { types: ['work'] } }] } });
    assert.deepEqual(emails[0], { ...three.user.emails[0], types: ['work'] });
  });
  test('clears what is null in an item, and lets go of the proof with the address', () => {
    const to = { address: 'z@x.example', description: null };
    const { emails } = edited(three, { emails: { change: [{ item: 0, to }] } });
    assert.deepEqual(emails[0], email('z@x.example', { preferred: true }));
  });
  test('is told a fault inside a change by its place', () => {
    const change = [{ item: 1, to: { address: 'none', colour: 'red', provedAt: '2026-01-01T00:00:00Z' } }];
    assert.deepEqual(codes(edit(three, { emails: { change } })).toSorted(byPlace), [
      ['emails.change.0.to', 'field-unknown'],
      ['emails.change.0.to.address', 'value-invalid'],
    ]);
  });
  test('names items as they were read, whatever else is removed', () => {
    const user = edited(three, {
      emails: { remove: [0], change: [{ item: 2, to: { address: 'd@x.example' } }], prefer: 2 },
    });
    assert.deepEqual([addresses(user), preferred(user)], [['b@x.example', 'd@x.example'], ['d@x.example']]);
  });
  test('refuses an item that is not there, or that could be two', () => {
    const twice = recordOf({
      primaryIdentifier: 'ines',
      emails: [email('a@x.example'), email('a@x.example')],
    });
    assert.deepEqual(codes(edit(three, { emails: { remove: ['z@x.example'], prefer: 7 } })), [
      ['emails.remove.0', 'value-invalid'],
      ['emails.prefer', 'value-invalid'],
    ]);
    assert.deepEqual(codes(edit(twice, { emails: { remove: ['a@x.example'] } })), [
      ['emails.remove.0', 'value-invalid'],
    ]);
  });
  test('holds no more than a hundred items', () => {
    const add = Array.from({ length: 98 }, (_, index) => ({ address: `n${index}@x.example` }));
    assert.deepEqual(codes(edit(three, { emails: { add } })), [['emails', 'value-invalid']]);
  });
  test('has exactly one preferred item: who is named', () => {
    assert.deepEqual(preferred(edited(three, { emails: { prefer: 'c@x.example' } })), ['c@x.example']);
    const add = [{ address: 'd@x.example', preferred: true }];
    assert.deepEqual(preferred(edited(three, { emails: { add } })), ['d@x.example']);
  });
  test('has exactly one preferred item: the first, when the one that was is gone', () => {
    assert.deepEqual(preferred(edited(three, { emails: { remove: [0] } })), ['b@x.example']);
    assert.deepEqual(preferred(edited(three, { emails: { change: [{ item: 0, to: { preferred: false } }] } })), [
      'b@x.example',
    ]);
  });
  test('refuses two that are to be preferred', () => {
    const emails = { add: [{ address: 'd@x.example', preferred: true }], prefer: 'b@x.example' };
    assert.deepEqual(codes(edit(three, { emails })), [['emails', 'preferred-twice']]);
  });
  test('has at most one phone preferred for messages, and none when that one goes', () => {
    const phones = ['1', '2'].map((number, index) => {
      const preferredOne = { preferred: index === 0, preferredSms: index === 1 };
      return { number, types: [], segment: 'internal', ...preferredOne } as const;
    });
    const record = recordOf({ primaryIdentifier: 'ines', phones });
    const sms = (user: User) => user.phones.filter((one) => one.preferredSms).map(({ number }) => number);
    assert.deepEqual(sms(edited(record, { phones: { preferSms: '1' } })), ['1']);
    assert.deepEqual(sms(edited(record, { phones: { add: [{ number: '3' }] } })), ['2']);
    assert.deepEqual(sms(edited(record, { phones: { remove: ['2'] } })), []);
  });
  test('signs new notes and blocks with who made them, and keeps who made the old ones', () => {
    const made = { createdBy: 'bob', createdAt: '2025-01-01T00:00:00.000Z' };
    const note = {
      type: 'LIBRARY',
      text: 'old',
      viewableByUser: false,
      popup: false,
      segment: 'internal',
      ...made,
    } as const;
    const { notes, blocks } = edited(recordOf({ primaryIdentifier: 'ines', notes: [note] }), {
      notes: {
        change: [{ item: 'old', to: { text: 'older', createdBy: 'mallory' } }],
        add: [{ type: 'LIBRARY', text: 'new', createdBy: 'mallory' }],
      },
      blocks: { add: [{ type: 'GENERAL', description: '02', createdAt: '2020-01-01T00:00:00Z' }] },
    });
    const mine = { createdBy: 'ann', createdAt: context.now };
    assert.deepEqual(
      notes.map(({ text, createdBy, createdAt }) => ({ text, createdBy, createdAt })),
      [
        { text: 'older', ...made },
        { text: 'new', ...mine },
      ],
    );
    assert.deepEqual(blocks, [{ type: 'GENERAL', description: '02', status: 'active', ...mine }]);
  });
});

describe('a list replaced whole', () => {
  test('keeps of an item of the same name whose it is and that it was proved', () => {
    const provedAt = '2026-01-01T00:00:00Z';
    const record = recordOf({ primaryIdentifier: 'ines', emails: [email('a@x.example', { provedAt })] });
    const user = edited(record, { emails: [{ address: 'n@x.example' }, { address: 'A@x.example', preferred: true }] });
    assert.deepEqual(user.emails, [email('n@x.example'), email('A@x.example', { preferred: true, provedAt })]);
  });
  test('is empty after null', () => {
    assert.deepEqual(edited(outside, { proxyFor: null, statistics: null }).statistics, []);
  });
  test('keeps preferred who was, unless another is named', () => {
    const emails = [{ address: 'own@x.example' }, { address: 'uni@x.example' }];
    assert.deepEqual(preferred(edited(outside, { emails })), ['uni@x.example']);
  });
  test('refuses two preferred items', () => {
    const emails = ['a@x.example', 'b@x.example'].map((address) => ({ address, preferred: true }));
    assert.deepEqual(codes(edit(here, { emails })), [['emails', 'preferred-twice']]);
  });
});

describe('what another system manages', () => {
  test('is locked field by field', () => {
    const { locked } = edit(outside, {
      name: { last: 'V', preferredFirst: 'Ina' },
      expiryDate: '2030-01-01',
      userGroup: 'PG',
    });
    assert.deepEqual(locked, ['name.last', 'expiryDate']);
  });
  test('is not locked when it stays what it is', () => {
    assert.deepEqual(edit(outside, { name: { last: 'Varga' }, status: 'active' }).locked, []);
  });
  test('is locked item by item, by the place the item had', () => {
    assert.deepEqual(edit(outside, { emails: { remove: ['uni@x.example'] } }).locked, ['emails.0']);
    assert.deepEqual(edit(outside, { emails: { change: [{ item: 0, to: { types: ['home'] } }] } }).locked, [
      'emails.0',
    ]);
    assert.deepEqual(edit(outside, { emails: { add: [{ address: 'n@x.example', segment: 'external' }] } }).locked, [
      'emails',
    ]);
  });
  test('leaves to staff what is internal, which address is preferred, blocks and proxies', () => {
    const block = { type: 'GENERAL', description: '02' };
    const emails = { remove: ['own@x.example'], add: [{ address: 'n@x.example', preferred: true }] };
    const changes = { emails, blocks: { add: [block] }, proxyFor: ['p'] };
    assert.deepEqual(edit(outside, changes).locked, []);
  });
  test('of an internal user is nothing, and she has no external item', () => {
    assert.deepEqual(edit(here, { name: { last: 'V' }, status: 'inactive' }).locked, []);
    const emails = { add: [{ address: 'n@x.example', segment: 'external' }] };
    assert.deepEqual(codes(edit(here, { emails })), [['emails', 'value-invalid']]);
  });
});

describe('protection from synchronisation', () => {
  test('comes with a change by hand of one of the twelve fields, and of no other', () => {
    const changes = {
      userGroup: null,
      jobCategory: 'J',
      preferredLanguage: 'de',
      campusCode: 'C',
      catalogerLevel: '1',
      rsLibraries: ['MAIN'],
      name: { title: 'Dr', preferredFirst: 'I', preferredMiddle: 'M', preferredLast: 'V', preferredSuffix: 'x' },
      gender: 'F',
      blocks: [],
    };
    const { newlyProtected, user } = edit(outside, changes);
    const expected = [
      'campusCode',
      'catalogerLevel',
      'jobCategory',
      'name.preferredFirst',
      'name.preferredLast',
      'name.preferredMiddle',
      'name.title',
      'preferredLanguage',
      'rsLibraries',
      'userGroup',
    ];
    assert.deepEqual([...newlyProtected].sort(), expected);
    assert.deepEqual(user.protectedFields, newlyProtected);
  });
  test('is not needed by an internal user, nor by a field that stays what it is', () => {
    assert.deepEqual(edit(here, { userGroup: 'PG' }).newlyProtected, []);
    assert.deepEqual(edit(outside, { userGroup: 'UG' }).newlyProtected, []);
  });
  test('is noted once', () => {
    const again = { ...outside, user: { ...outside.user, protectedFields: ['userGroup'] } };
    assert.deepEqual(edited(again, { userGroup: 'PG' }).protectedFields, ['userGroup']);
    const chosen = { ...outside, user: { ...outside.user, protectedFields: ['emails.preferred'] } };
    assert.deepEqual(edited(chosen, { emails: { prefer: 'own@x.example' } }).protectedFields, ['emails.preferred']);
  });
  test('covers which address staff prefer, when they named another one', () => {
    assert.deepEqual(edit(outside, { emails: { prefer: 'uni@x.example' } }).newlyProtected, []);
    assert.deepEqual(edit(outside, { emails: { prefer: 'own@x.example' } }).newlyProtected, ['emails.preferred']);
    assert.deepEqual(edit(outside, { emails: { add: [{ address: 'n@x.example' }] } }).newlyProtected, []);
  });
});
