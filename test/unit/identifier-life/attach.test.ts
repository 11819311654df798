import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decideAttach } from '../../../src/directory/identifiers/attach.ts';
import type { Known, UserRecord } from '../../../src/domain/ports/changes.ts';
import { knownOf, withIdentifier } from '../../support/known.ts';
import { dayMs, ground, recordOf, rules, told } from './ground.ts';

const now = Date.UTC(2026, 2, 2, 9);
const ada = recordOf({ primaryIdentifier: 'ada', name: { first: 'Ada', last: 'Lovelace' } });
const external = recordOf({ primaryIdentifier: 'eve', accountType: 'external', owningSystem: 'SIS_STUDENTS' });

function attach(
  known: Known,
  input: Partial<Parameters<typeof decideAttach>[1]> = {},
  rights: Parameters<typeof ground>[0] = {},
) {
  return decideAttach(
    known,
    { userId: ada.user.id, id: 'new', type: 'BARCODE', value: '2930', ...input },
    ground(rights),
  );
}

function taken(holder: UserRecord, pattern: RegExp, input: Parameters<typeof attach>[1] = {}, rights = {}) {
  assert.throws(() => attach(knownOf([ada, holder]), input, rights), {
    code: 'VST_IDENTIFIER_TAKEN',
    message: pattern,
  });
}

describe('attaching an identifier', () => {
  test('adds an active internal value', () => {
    const { records, action, result } = attach(knownOf([ada]), { note: ' second card ' });
    assert.equal(action, 'identifier-attached');
    assert.deepEqual(records.map(told), [['BARCODE 2930 active', 'primary ada active']]);
    const { segment, note, scope, key, id } = result.identifier;
    assert.deepEqual([segment, note, scope, key, id], ['internal', 'second card', 'pooled', '2930', 'new']);
  });

  test('attaches it inactive where that is asked', () => {
    assert.equal(attach(knownOf([ada]), { status: 'inactive' }).result.identifier.status, 'inactive');
  });

  test('refuses a value that its type does not allow', () => {
    const refused = { code: 'VST_IDENTIFIER_INVALID' };
    assert.throws(() => attach(knownOf([ada]), { value: 'not a barcode' }), refused);
    assert.throws(() => attach(knownOf([ada]), { type: 'NONE' }), refused);
    assert.throws(() => attach(knownOf([ada]), { type: 'STAFF_NO' }), refused);
    assert.throws(() => attach(knownOf([ada]), { type: 'primary' }), refused);
  });

  test('refuses everything for a contact', () => {
    const contact = recordOf({ primaryIdentifier: 'ada', id: ada.user.id, recordType: 'contact' });
    assert.throws(() => attach(knownOf([contact])), { code: 'VST_IDENTIFIER_INVALID', message: /contact/ });
  });

  test('refuses a user who is no more, and one who was changed since', () => {
    assert.throws(() => attach(knownOf([])), { code: 'VST_USER_UNKNOWN' });
    assert.throws(() => attach(knownOf([ada]), { version: 7 }), { code: 'VST_USER_CHANGED' });
    assert.ok(attach(knownOf([ada]), { version: 1 }));
  });

  describe('collisions', () => {
    const holder = recordOf({
      primaryIdentifier: 'bob',
      name: { first: 'Bob', last: 'Stone' },
      identifiers: [{ type: 'STUDENT_NO', value: '2930' }],
    });

    test('says with whom to those who may know', () => {
      taken(holder, /^The value is taken: bob \(Bob Stone\) has it as STUDENT_NO$/);
    });

    test('says nothing of the holder to others', () => {
      assert.throws(
        () => attach(knownOf([ada, holder]), {}, { seesHolder: false }),
        (error: unknown) => {
          assert.ok(error instanceof Error && 'detail' in error);
          assert.equal(error.message, 'The value is taken');
          assert.deepEqual(error.detail, {});
          return true;
        },
      );
    });

    test('compares folded, in the pool, and with primary identifiers', () => {
      taken(holder, /as primary identifier$/, { value: 'BOB' });
    });

    test('knows no collision with a type that is unique in itself', () => {
      assert.ok(attach(knownOf([ada, holder]), { type: 'GOOGLE', value: 'bob' }));
    });

    test('names a former primary identifier as such', () => {
      const renamed = withIdentifier(holder, { type: 'primary', value: '777', status: 'alias' }, rules.table);
      taken(renamed, /as former primary identifier$/, { value: '777' });
    });

    test('tells an inactive holder', () => {
      const off = withIdentifier(holder, { type: 'BARCODE', value: '888', status: 'inactive' }, rules.table);
      taken(off, /BARCODE, inactive$/, { value: '888' });
    });

    test('does not tell staff whose a value of a hidden type is, and that it is one', () => {
      const sealed = withIdentifier(holder, { type: 'SEALED', value: '999' }, rules.table);
      taken(sealed, /^The value is taken$/, { value: '999' });
      const own = withIdentifier(ada, { type: 'SEALED', value: '998' }, rules.table);
      assert.throws(() => attach(knownOf([own]), { value: '998' }), /: The value is taken$/);
      taken(sealed, /as SEALED$/, { value: '999' }, { isOperator: true });
    });

    test('keeps a retired value from others until its time is over, and says when that is', () => {
      const given = { type: 'BARCODE', value: '555', status: 'retired', holdUntil: now + dayMs } as const;
      const retired = withIdentifier(holder, given, rules.table);
      taken(retired, /given up by bob .* until 2026-03-03$/, { value: '555' });
      assert.ok(attach(knownOf([ada, retired], { now: now + dayMs }), { value: '555' }));
    });

    test('keeps what belongs to nobody any more', () => {
      const [held] = withIdentifier(ada, { type: 'BARCODE', value: '444', status: 'held' }, rules.table)
        .identifiers.slice(-1)
        .map((identifier) => ({ ...identifier, userId: '' }));
      assert.ok(held);
      assert.throws(() => attach(knownOf([ada], { kept: [held] }), { value: '444' }), {
        code: 'VST_IDENTIFIER_TAKEN',
        message: /belongs to nobody.*for good/,
      });
    });

    test('says so where the user has the value herself', () => {
      const own = withIdentifier(ada, { type: 'STUDENT_NO', value: '2930' }, rules.table);
      assert.throws(() => attach(knownOf([own])), {
        message: /^The user herself has this value already, as STUDENT_NO$/,
      });
      const same = withIdentifier(ada, { type: 'BARCODE', value: '2930', status: 'inactive' }, rules.table);
      assert.throws(() => attach(knownOf([same])), { message: /as BARCODE, where it is inactive$/ });
      assert.throws(() => attach(knownOf([ada]), { value: 'ADA' }), { message: /as primary identifier$/ });
    });

    test('gives her back what she gave up, as the same identifier', () => {
      const holdUntil = now + dayMs;
      const lost = withIdentifier(
        ada,
        { id: 'first', type: 'BARCODE', value: '2930', status: 'retired', holdUntil },
        rules.table,
      );
      const { records, result } = attach(knownOf([lost]));
      assert.deepEqual(records.map(told), [['BARCODE 2930 active', 'primary ada active']]);
      assert.deepEqual([result.identifier.id, result.identifier.holdUntil], ['first', undefined]);
    });

    test('does not make a former primary identifier of hers a further one', () => {
      const renamed = withIdentifier(ada, { type: 'primary', value: '2930', status: 'alias' }, rules.table);
      assert.throws(() => attach(knownOf([renamed])), { message: /as former primary identifier$/ });
    });
  });

  describe('segments', () => {
    const eve = { userId: external.user.id };

    test('are internal for an external user', () => {
      assert.equal(attach(knownOf([external]), eve).result.identifier.segment, 'internal');
    });

    test('are external only where the caller may change what another system manages, which is named', () => {
      const wanted = { ...eve, segment: 'external' } as const;
      assert.throws(() => attach(knownOf([external]), wanted), { code: 'VST_FIELD_LOCKED', message: /SIS_STUDENTS/ });
      assert.equal(attach(knownOf([external]), wanted, { editsLocked: true }).result.identifier.segment, 'external');
    });

    test('are never external for an internal user, or a type that is the library’s own', () => {
      const refused = { code: 'VST_IDENTIFIER_INVALID' };
      const segment = 'external';
      assert.throws(() => attach(knownOf([ada]), { segment }, { editsLocked: true }), refused);
      const pass = { ...eve, segment, type: 'PASS' } as const;
      assert.throws(() => attach(knownOf([external]), pass, { editsLocked: true }), refused);
    });
  });

  test('leaves hidden types to the operator', () => {
    assert.throws(() => attach(knownOf([ada]), { type: 'SEALED' }), { code: 'VST_NOT_ALLOWED' });
    assert.ok(attach(knownOf([ada]), { type: 'SEALED' }, { isOperator: true }));
  });
});
