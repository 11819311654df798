import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decideSwap } from '../../../src/directory/identifiers/swap.ts';
import type { UserRecord } from '../../../src/domain/ports/changes.ts';
import { knownOf, withIdentifier } from '../../support/known.ts';
import { ground, recordOf, rules, told } from './ground.ts';

const ada = withIdentifier(
  recordOf({
    primaryIdentifier: 'ada',
    identifiers: [
      { type: 'BARCODE', value: '1' },
      { type: 'BARCODE', value: '11', status: 'inactive' },
      { type: 'STUDENT_NO', value: 'S-1' },
      { type: 'SEALED', value: 'X' },
    ],
  }),
  { type: 'BARCODE', value: '10', status: 'retired', holdUntil: Date.UTC(2027, 1, 1) },
  rules.table,
);
const bob = recordOf({ primaryIdentifier: 'bob', identifiers: [{ type: 'BARCODE', value: '2' }] });
const eve = recordOf({ primaryIdentifier: 'eve', proxyFor: ['ada', 'bob'] });

function swap(
  types: readonly string[],
  {
    a = ada,
    b = bob,
    rights = {},
    settings = {},
    ...input
  }: Partial<Omit<Parameters<typeof decideSwap>[1], 'a' | 'b'>> & {
    readonly a?: UserRecord;
    readonly b?: UserRecord;
    readonly rights?: Parameters<typeof ground>[0];
    readonly settings?: Parameters<typeof ground>[1];
  } = {},
) {
  const whole = { a: a.user.id, b: b.user.id, types, proxies: [], ...input };
  return decideSwap(knownOf([a, b, eve]), whole, ground(rights, settings));
}

describe('swapping identifiers', () => {
  test('exchanges the values of a type, and leaves what is retired where it is', () => {
    const { records, action } = swap(['BARCODE']);
    assert.equal(action, 'identifiers-swapped');
    assert.deepEqual(records.map(told), [
      ['BARCODE 10 retired', 'BARCODE 2 active', 'SEALED X active', 'STUDENT_NO S-1 active', 'primary ada active'],
      ['BARCODE 1 active', 'BARCODE 11 inactive', 'primary bob active'],
    ]);
    assert.ok(records.every(({ user, identifiers }) => identifiers.every(({ userId }) => userId === user.id)));
  });

  test('gives to one who has none', () => {
    const { result } = swap(['STUDENT_NO']);
    assert.deepEqual([told(result.a), told(result.b)], [[], ['STUDENT_NO S-1 active']]);
  });

  test('exchanges primary identifiers and leaves no alias', () => {
    const { records, result } = swap(['primary'], { proxies: [eve.user.id] });
    assert.deepEqual([result.a.primaryIdentifier, result.b.primaryIdentifier], ['bob', 'ada']);
    assert.deepEqual(
      records.slice(0, 2).map(({ user }) => user.primaryIdentifier),
      ['bob', 'ada'],
    );
    assert.deepEqual(records[1] && told(records[1]), ['BARCODE 2 active', 'primary ada active']);
  });

  test('lets those who act for the two go on acting for the same person', () => {
    const { records } = swap(['primary'], { proxies: [eve.user.id] });
    assert.deepEqual(records[2]?.user.proxyFor, ['bob', 'ada']);
  });

  test('refuses one and the same user, no type, and a type that neither has', () => {
    assert.throws(() => swap(['BARCODE'], { b: ada }), { code: 'VST_IDENTIFIER_INVALID' });
    assert.throws(() => swap([]), { code: 'VST_IDENTIFIER_UNKNOWN' });
    assert.throws(() => swap(['BARCODE', 'PASS']), { code: 'VST_IDENTIFIER_UNKNOWN', message: /PASS/ });
  });

  test('refuses a value of a type that is not for the other', () => {
    const staff = recordOf({
      primaryIdentifier: 'sam',
      recordType: 'staff',
      identifiers: [{ type: 'STAFF_NO', value: '7' }],
    });
    assert.throws(() => swap(['STAFF_NO'], { b: staff }), { code: 'VST_IDENTIFIER_INVALID' });
  });

  test('refuses a contact', () => {
    const contact = recordOf({ primaryIdentifier: 'con', recordType: 'contact' });
    assert.throws(() => swap(['BARCODE'], { b: contact }), { code: 'VST_IDENTIFIER_INVALID' });
  });

  test('leaves what another system manages to those who may change it, and makes it internal for an internal user', () => {
    const external = recordOf({
      primaryIdentifier: 'ext',
      accountType: 'external',
      owningSystem: 'SIS',
      identifiers: [{ type: 'STUDENT_NO', value: 'S-2', segment: 'external' }],
    });
    assert.throws(() => swap(['STUDENT_NO'], { b: external }), { code: 'VST_FIELD_LOCKED', message: /SIS/ });
    const { result } = swap(['STUDENT_NO'], { b: external, rights: { editsLocked: true } });
    assert.deepEqual([result.a.identifiers[0]?.segment, result.b.identifiers[0]?.segment], ['internal', 'internal']);
  });

  test('leaves nobody without an identifier where one is mandatory', () => {
    const one = recordOf({ primaryIdentifier: 'one', identifiers: [{ type: 'BARCODE', value: '9' }] });
    const none = recordOf({ primaryIdentifier: 'none' });
    const settings = { mandatory: { public: ['identifier1'] } };
    assert.throws(() => swap(['BARCODE'], { a: one, b: none, settings }), { code: 'VST_FIELD_MISSING' });
    assert.ok(swap(['BARCODE'], { a: one, b: none }));
  });

  test('leaves hidden types to the operator', () => {
    assert.throws(() => swap(['SEALED']), { code: 'VST_NOT_ALLOWED' });
    assert.ok(swap(['SEALED'], { rights: { isOperator: true } }));
  });

  test('refuses a version of either that no longer stands', () => {
    assert.throws(() => swap(['BARCODE'], { versions: { a: 2 } }), { code: 'VST_USER_CHANGED' });
    assert.throws(() => swap(['BARCODE'], { versions: { b: 2 } }), { code: 'VST_USER_CHANGED' });
  });
});
