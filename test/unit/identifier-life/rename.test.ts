import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decideRename } from '../../../src/directory/identifiers/rename.ts';
import { knownOf, withIdentifier } from '../../support/known.ts';
import { dayMs, ground, recordOf, rules, told } from './ground.ts';

const now = Date.UTC(2026, 2, 2, 9);
const ada = recordOf({ primaryIdentifier: 'ada', identifiers: [{ type: 'BARCODE', value: '2930' }] });
const eve = recordOf({ primaryIdentifier: 'eve', proxyFor: ['ADA', 'zoe'] });
const bob = withIdentifier(
  recordOf({ primaryIdentifier: 'bob' }),
  { type: 'primary', value: 'bobby', status: 'alias' },
  rules.table,
);
const administrator = { editsLocked: true };

function rename(
  value: string,
  {
    on = [ada, eve, bob],
    rights = administrator,
    settings = {},
    ...input
  }: Partial<Parameters<typeof decideRename>[1]> & {
    readonly on?: Parameters<typeof knownOf>[0];
    readonly rights?: Parameters<typeof ground>[0];
    readonly settings?: Parameters<typeof ground>[1];
  } = {},
) {
  const whole = { userId: ada.user.id, id: 'new', proxies: [], language: 'en', value, ...input };
  return decideRename(knownOf(on), whole, ground(rights, settings));
}

describe('renaming a primary identifier', () => {
  test('gives the new name and keeps the old one as an alias', () => {
    const { records, action, result } = rename('lovelace');
    assert.equal(action, 'primary-identifier-renamed');
    assert.deepEqual(records.map(told), [['BARCODE 2930 active', 'primary ada alias', 'primary lovelace active']]);
    assert.equal(records[0]?.user.primaryIdentifier, 'lovelace');
    assert.deepEqual([result.identifier.id, result.former?.holdUntil], ['new', undefined]);
  });

  test('does not touch her sessions', () => {
    assert.equal(rename('lovelace').records[0]?.user.sessionEpoch, ada.user.sessionEpoch);
  });

  test('lets the old one sign in for the days that are set', () => {
    const { result } = rename('lovelace', { settings: { aliasSignInDays: 14 } });
    assert.equal(result.former?.holdUntil, now + 14 * dayMs);
  });

  test('does not switch on by another name what was switched off', () => {
    const [primary, ...rest] = ada.identifiers;
    assert.ok(primary);
    const off = { ...ada, identifiers: [{ ...primary, status: 'inactive' } as const, ...rest] };
    const { result } = rename('lovelace', { on: [off], settings: { aliasSignInDays: 14 } });
    assert.deepEqual([result.identifier.status, result.former?.holdUntil], ['inactive', undefined]);
  });

  test('goes back to an own alias, as the identifier it was', () => {
    const lovelace = rename('lovelace', { settings: { aliasSignInDays: 14 } }).records;
    const { records, result } = rename('ada', { on: lovelace });
    assert.deepEqual(records.map(told), [['BARCODE 2930 active', 'primary ada active', 'primary lovelace alias']]);
    assert.equal(result.identifier.id, ada.identifiers[0]?.id);
    assert.equal(result.identifier.holdUntil, undefined);
  });

  test('respells a name without leaving an alias', () => {
    const { records, result } = rename('Ada');
    assert.deepEqual(records.map(told), [['BARCODE 2930 active', 'primary Ada active']]);
    assert.deepEqual([result.former, result.identifier.id], [undefined, ada.identifiers[0]?.id]);
  });

  test('refuses a name that somebody has, or had', () => {
    assert.throws(() => rename('BOB'), { code: 'VST_IDENTIFIER_TAKEN', message: /bob .* as primary identifier$/ });
    assert.throws(() => rename('bobby'), { code: 'VST_IDENTIFIER_TAKEN', message: /former primary identifier$/ });
  });

  test('refuses what she has as a further identifier', () => {
    assert.throws(() => rename('2930'), { code: 'VST_IDENTIFIER_TAKEN', message: /herself .* as BARCODE$/ });
  });

  test('refuses a name that the institution’s pattern does not allow, in its own words', () => {
    const primaryIdentifierPattern = { pattern: '[a-z]+', message: { en: 'Small letters only.', de: 'Nur klein.' } };
    const settings = { primaryIdentifierPattern };
    assert.throws(() => rename('ada1', { settings }), {
      code: 'VST_IDENTIFIER_INVALID',
      message: 'Small letters only',
    });
    assert.throws(() => rename('ada1', { settings, language: 'de' }), { message: 'Nur klein' });
    assert.ok(rename('lovelace', { settings }));
  });

  test('refuses what is no value', () => {
    assert.throws(() => rename(''), { code: 'VST_IDENTIFIER_INVALID' });
    assert.throws(() => rename('a\u200bda'), { code: 'VST_IDENTIFIER_INVALID' });
  });

  test('leaves the name that another system manages to those who may change it', () => {
    const external = recordOf({ primaryIdentifier: 'ada', accountType: 'external', owningSystem: 'SIS' });
    const [primary] = external.identifiers;
    assert.ok(primary);
    const on = [{ ...external, identifiers: [{ ...primary, segment: 'external' } as const] }];
    const rights = { editsLocked: false };
    assert.throws(() => rename('x', { on, rights }), { code: 'VST_FIELD_LOCKED', message: /SIS/ });
    assert.equal(rename('x', { on }).result.identifier.segment, 'external');
  });

  test('refuses a version that no longer stands', () => {
    assert.throws(() => rename('x', { version: 2 }), { code: 'VST_USER_CHANGED' });
  });

  describe('those who may act for her', () => {
    test('name her by the new value', () => {
      const { records, result } = rename('lovelace', { proxies: [eve.user.id] });
      assert.deepEqual(records[1]?.user.proxyFor, ['lovelace', 'zoe']);
      assert.deepEqual(result.proxies, [eve.user.id]);
    });

    test('are not written when they do not name her any more', () => {
      const { records, result } = rename('lovelace', { proxies: [bob.user.id, 'gone'] });
      assert.equal(records.length, 1);
      assert.deepEqual(result.proxies, []);
    });
  });
});
