import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { nameKey, nameKeys } from '../../../src/store/name-keys.ts';

describe('the keys by which a name is found', () => {
  test('begin with the last name and with the first one', () => {
    assert.deepEqual(nameKeys({ first: 'Ada', middle: 'King', last: 'Lovelace' }), [
      'lovelace ada king',
      'ada king lovelace',
    ]);
  });

  test('are of the preferred name too, completed by the official one', () => {
    assert.deepEqual(nameKeys({ first: 'Augusta', last: 'Byron', preferredFirst: 'Ada' }), [
      'byron augusta',
      'augusta byron',
      'byron ada',
      'ada byron',
    ]);
    assert.deepEqual(nameKeys({ last: 'Byron', preferredLast: 'King' }), ['byron', 'king']);
  });

  test('are distinct', () => {
    assert.deepEqual(nameKeys({ last: 'Plato' }), ['plato']);
    assert.deepEqual(nameKeys({ first: 'A', last: 'B', preferredFirst: 'a', preferredMiddle: '' }), ['b a', 'a b']);
  });

  test('are none of a name that is blank', () => {
    assert.deepEqual(nameKeys({ last: ' , ' }), []);
  });

  test('fold case, width and composition, keep accents and other scripts', () => {
    assert.deepEqual(nameKeys({ last: 'MÜLLER' }), nameKeys({ last: 'Mu\u0308ller' }));
    assert.equal(nameKey('Ｌｏｖｅｌａｃｅ'), 'lovelace');
    assert.equal(nameKey('STRAẞE'), 'strasse');
    assert.notEqual(nameKey('Müller'), nameKey('Muller'));
    assert.equal(nameKey('ΟΔΥΣΣΕΥΣ'), nameKey('Οδυσσεύς'.normalize('NFD').replaceAll('\u0301', '')));
    assert.equal(nameKey('Иванова'), 'иванова');
    assert.notEqual(nameKey('Ivanova'), nameKey('Іvanova'));
  });

  test('know neither commas nor the number of blanks', () => {
    assert.equal(nameKey('  Lovelace ,\t Ada\u00a0\u2003King,'), 'lovelace ada king');
    assert.equal(nameKey('Lovelace，Ada'), 'lovelace ada');
  });

  test('are at most 400 bytes, cut between two characters', () => {
    assert.equal(nameKey('x'.repeat(10_000)), 'x'.repeat(400));
    assert.equal(nameKey(`x${'é'.repeat(300)}`), `x${'é'.repeat(199)}`);
    assert.equal(nameKey(`xx${'𝔸𐐨'.repeat(300)}`).isWellFormed(), true);
    assert.ok(Buffer.byteLength(nameKey('𐐨'.repeat(300))) === 400);
  });

  test('of a name and of its beginning begin alike, however long', () => {
    const last = 'Wolfeschlegelsteinhausenbergerdorff'.repeat(20);
    assert.ok(nameKeys({ last })[0]?.startsWith(nameKey(last.slice(0, 500))));
  });
});
