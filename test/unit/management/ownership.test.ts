import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { describeOwnership } from '../../../src/directory/management/describe-ownership.ts';
import { isLocked, isProtectable, keepsStored, ownedFields, systemOf } from '../../../src/directory/ownership.ts';
import { recordOf, withIdentifier } from '../../support/known.ts';

const own = { types: [], preferred: true, segment: 'internal' } as const;
const theirs = { types: [], preferred: false, segment: 'external' } as const;
const lists = {
  emails: [
    { ...own, address: 'own@x.example' },
    { ...theirs, address: 'uni@x.example' },
  ],
};
const here = recordOf({ primaryIdentifier: 'ines', ...lists });
const outside = withIdentifier(
  withIdentifier(
    recordOf({
      primaryIdentifier: 'ines',
      accountType: 'external',
      owningSystem: 'SIS',
      protectedFields: ['userGroup', 'emails.preferred'],
      ...lists,
    }),
    { type: 'BARCODE', value: '1', segment: 'internal' },
  ),
  { type: 'STUDENT_NO', value: '2', segment: 'external' },
);

/** The twelve of Alma that our record has; the PIN and notices of the library are no part of what systems send. */
const shared = [
  'name.preferredFirst',
  'name.preferredMiddle',
  'name.preferredLast',
  'name.title',
  'userGroup',
  'preferredLanguage',
  'jobCategory',
  'campusCode',
  'catalogerLevel',
  'rsLibraries',
];
const library = ['accountType', 'owningSystem', 'roles', 'blocks', 'proxyFor', 'signInLock', 'password', 'pin'];

describe('the table of ownership', () => {
  test('locks of an external user what is neither ours, nor shared, nor in segments', () => {
    const locked = ownedFields.filter((field) => isLocked(outside.user, field));
    const segments = ['emails', 'phones', 'addresses', 'notes', 'statistics'];
    assert.deepEqual(
      locked,
      ownedFields.filter((field) => ![...shared, ...library, ...segments].includes(field)),
    );
    assert.ok(locked.includes('name.last') && locked.includes('expiryDate') && locked.includes('status'));
  });
  test('protects exactly the shared fields', () => {
    assert.deepEqual(ownedFields.filter((field) => isProtectable(outside.user, field)).sort(), [...shared].sort());
    assert.equal(isProtectable(outside.user, 'constructor'), false);
  });
  test('locks and protects nothing of an internal user', () => {
    assert.deepEqual(
      ownedFields.filter(
        (field) => isLocked(here.user, field) || isProtectable(here.user, field) || systemOf(here.user, field),
      ),
      [],
    );
  });
  for (const field of ownedFields) {
    const isShared = shared.includes(field);
    test(`${isShared ? 'keeps' : 'does not keep'} ${field} of an external user where the system says nothing of it`, () => {
      assert.equal(keepsStored({ ...outside.user, protectedFields: [] }, field, ''), isShared);
      assert.equal(keepsStored({ ...outside.user, protectedFields: [] }, field, 'said'), false);
    });
  }
  test('keeps a protected field whatever is said, but never who she is', () => {
    const user = { ...outside.user, protectedFields: ['gender', 'userGroup', 'primaryIdentifier', 'accountType'] };
    const kept = (['gender', 'userGroup', 'primaryIdentifier', 'accountType'] as const).filter((field) =>
      keepsStored(user, field, 'said'),
    );
    assert.deepEqual(kept, ['gender', 'userGroup']);
  });
});

describe('what is told of the ownership of a user', () => {
  const told = describeOwnership(outside);
  const of = (path: string) => [...told.fields, ...told.items, ...told.identifiers].find((one) => one.path === path);

  test('names the system that manages her', () => {
    assert.equal(told.system, 'SIS');
    assert.equal(describeOwnership(here).system, undefined);
  });
  test('says of each field who manages it, whether it may be edited, and whether it is protected', () => {
    const brief = (path: string) => {
      const { system, editable, protected: isProtected } = of(path) ?? {};
      return [system, editable, isProtected];
    };
    assert.deepEqual(brief('name.last'), ['SIS', false, false]);
    assert.deepEqual(brief('userGroup'), ['SIS', true, true]);
    assert.deepEqual(brief('campusCode'), ['SIS', true, false]);
    assert.deepEqual(brief('blocks'), [undefined, true, false]);
    assert.deepEqual(brief('emails.0'), [undefined, true, true]);
    assert.deepEqual(brief('emails.1'), ['SIS', false, false]);
  });
  test('says which operation changes what editing does not', () => {
    const by = Object.fromEntries(told.fields.flatMap(({ path, by }) => (by === undefined ? [] : [[path, by]])));
    assert.deepEqual(by, {
      primaryIdentifier: 'rename',
      accountType: 'convert',
      owningSystem: 'convert',
      signInLock: 'lock',
      roles: 'roles',
      password: 'password',
      pin: 'pin',
    });
    assert.ok(told.fields.every(({ by, editable }) => by === undefined || !editable));
  });
  test('says of each identifier who manages it; the primary one is seen only', () => {
    assert.deepEqual(
      told.identifiers.map(({ type, system, editable }) => [type, system, editable]),
      [
        ['primary', undefined, false],
        ['BARCODE', undefined, true],
        ['STUDENT_NO', 'SIS', false],
      ],
    );
  });
  test('lets staff edit every field and item of an internal user', () => {
    const { fields, items } = describeOwnership(here);
    const closed = [...fields, ...items].filter(({ editable, by }) => !editable && by === undefined);
    assert.deepEqual(closed, []);
  });
});
