import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { preferredIdentifierOf } from '../../../src/directory/settings/preferred-identifier.ts';
import { primaryFault } from '../../../src/directory/settings/primary-fault.ts';
import { recordOf, withIdentifier } from '../../support/known.ts';

describe('the preferred identifier', () => {
  const bare = recordOf({ primaryIdentifier: 'p1' });
  const inactive = withIdentifier(bare, { type: 'STUDENT_NO', value: 'S-1', status: 'inactive' });
  const card = withIdentifier(inactive, { type: 'BARCODE', value: '29301', status: 'active' });
  const shown = (...preferredIdentifier: string[]) => preferredIdentifierOf({ preferredIdentifier }, card);

  test('is the first of the types that the user has in use', () => {
    assert.deepEqual(shown('STUDENT_NO', 'BARCODE'), { type: 'BARCODE', value: '29301' });
  });

  test('is the primary one where that stands first, and where she has none of the types', () => {
    const primary = { type: 'primary', value: 'p1' };
    assert.deepEqual(shown('STUDENT_NO', 'primary', 'BARCODE'), primary);
    assert.deepEqual(shown('STUDENT_NO'), primary);
    assert.deepEqual(shown(), primary);
  });

  test('is not an old value of the primary one', () => {
    const renamed = withIdentifier(bare, { type: 'primary', value: 'p0', status: 'alias' });
    const first = { ...renamed, identifiers: renamed.identifiers.toReversed() };
    assert.equal(preferredIdentifierOf({ preferredIdentifier: ['primary'] }, first).value, 'p1');
  });
});

describe('the form of the primary identifier', () => {
  const message = { en: 'p and 7 digits', de: 'p und 7 Ziffern' };
  const primaryIdentifierPattern = { pattern: 'p[0-9]{7}|guest', message };

  test('is matched as a whole', () => {
    for (const value of ['p0042137', 'guest'])
      assert.equal(primaryFault({ primaryIdentifierPattern }, value, 'en'), undefined);
    for (const value of ['p004213', 'xp0042137', 'guests', 'P0042137', ''])
      assert.equal(primaryFault({ primaryIdentifierPattern }, value, 'en'), 'p and 7 digits');
  });

  test('is asked for in the language of the person, or in English', () => {
    assert.equal(primaryFault({ primaryIdentifierPattern }, 'x', 'de-AT'), 'p und 7 Ziffern');
    assert.equal(primaryFault({ primaryIdentifierPattern }, 'x', 'fr'), 'p and 7 digits');
  });

  test('is free unless it was set', () => {
    assert.equal(primaryFault({ primaryIdentifierPattern: undefined }, 'anything', 'en'), undefined);
  });
});
