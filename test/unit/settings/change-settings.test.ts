import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { changeSettings, readSettings } from '../../../src/directory/settings/change-settings.ts';
import { readNextNumber, setNextNumber } from '../../../src/directory/settings/next-number.ts';
import { settingsOf } from '../../../src/directory/settings/settings-of.ts';
import { holding, openTestDirectory, operator } from '../../support/directory.ts';

const administrator = holding('user-administrator');
const types = [
  { code: 'BARCODE', label: 'Barcode' },
  { code: 'STAFF_NO', label: 'Staff number', recordTypes: ['staff' as const] },
  { code: 'NATIONAL_ID', label: 'National id', hiddenFromStaff: true },
];
const rule = { prefix: 'p', length: 8, order: 'sequence' as const };
const open = () => openTestDirectory({ config: { identifierTypes: types } });

describe('settings of an institution', () => {
  test('are the defaults until somebody sets them', async (t) => {
    const { directory, close } = await open();
    t.after(close);
    assert.deepEqual(await settingsOf(directory), {
      mandatory: { public: [], staff: [], contact: [] },
      generation: {},
      preferredIdentifier: ['primary'],
      holdDays: 365,
      aliasSignInDays: 0,
    });
  });

  test('count from the moment they are set, each by itself, and until they are taken away', async (t) => {
    const { directory, close } = await open();
    t.after(close);
    const pattern = { pattern: 'p[0-9]+', message: 'p and digits' };
    const set = await changeSettings(directory, administrator, 0, { holdDays: 30, primaryIdentifierPattern: pattern });
    assert.deepEqual([set.version, set.own], [1, { holdDays: 30, primaryIdentifierPattern: pattern }]);
    const settings = await settingsOf(directory);
    assert.deepEqual([settings.holdDays, settings.aliasSignInDays], [30, 0]);
    assert.deepEqual(settings.primaryIdentifierPattern, { pattern: 'p[0-9]+', message: { und: 'p and digits' } });
    await changeSettings(directory, administrator, undefined, { holdDays: undefined });
    assert.deepEqual(await readSettings(directory, operator), {
      version: 2,
      own: { primaryIdentifierPattern: pattern },
      settings: { ...settings, holdDays: 365 },
    });
  });

  test('are not changed by who read an older version', async (t) => {
    const { directory, close } = await open();
    t.after(close);
    await changeSettings(directory, administrator, 0, { holdDays: 30 });
    await assert.rejects(changeSettings(directory, administrator, 0, { holdDays: 60 }), {
      code: 'VST_SETTINGS_CHANGED',
    });
    assert.equal((await settingsOf(directory)).holdDays, 30);
  });

  test('are changed by those who may, and seen by those who may', async (t) => {
    const { directory, close } = await open();
    t.after(close);
    const notAllowed = { code: 'VST_NOT_ALLOWED' };
    await changeSettings(directory, holding('general-system-administrator'), 0, { holdDays: 30 });
    await readSettings(directory, holding('user-manager'));
    await assert.rejects(changeSettings(directory, holding('user-manager'), 1, { holdDays: 1 }), notAllowed);
    await assert.rejects(readSettings(directory, holding('circulation-desk-manager')), notAllowed);
    await assert.rejects(setNextNumber(directory, holding('user-manager'), 'BARCODE', 7), notAllowed);
    await assert.rejects(readNextNumber(directory, holding('patron'), 'BARCODE'), notAllowed);
  });

  const wrong: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    ['a name that is none', { holddays: 1 }, /no setting is called "holddays"; expected mandatory, generation/],
    ['a number as text', { holdDays: '30' }, /holdDays: found a text, expected a number/],
    ['a number out of range', { aliasSignInDays: 3651 }, /aliasSignInDays: expected at most 3650/],
    ['half a day', { holdDays: 0.5 }, /holdDays: .*a whole number/],
    ['a field that is none', { mandatory: { public: ['e-mail'] } }, /mandatory\.public\[0\]: .*did you mean "email"/],
    ['a record type that is none', { mandatory: { patron: [] } }, /unknown key "patron"/],
    ['an identifier for contacts', { mandatory: { contact: ['identifier1'] } }, /mandatory\.contact\[0\]: /],
    ['a pattern that can take for ever', { primaryIdentifierPattern: { pattern: '(a+)+', message: 'a' } }, /pattern/],
    ['a pattern without a message', { primaryIdentifierPattern: { pattern: 'a' } }, /"message" is missing/],
    ['a preferred type that is none', { preferredIdentifier: ['CARD'] }, /CARD .*expected primary, BARCODE, STAFF_NO/],
    ['a preferred type that is hidden', { preferredIdentifier: ['NATIONAL_ID'] }, /NATIONAL_ID is no type that staff/],
    ['a rule for a type that is none', { generation: { CARD: rule } }, /generation.*CARD/],
    [
      'a rule for a type of staff only',
      { generation: { STAFF_NO: rule } },
      /STAFF_NO is no type that the desk gives out/,
    ],
  ];
  for (const [what, changes, message] of wrong) {
    test(`refuses ${what}, and says what is expected`, async (t) => {
      const { directory, close } = await open();
      t.after(close);
      await assert.rejects(changeSettings(directory, administrator, 0, { auditDays: 7, ...changes }), {
        code: 'VST_SETTING_INVALID',
        message,
      });
      assert.equal((await readSettings(directory, operator)).version, 0);
    });
  }

  test('take no rule whose values the pattern of the primary identifier refuses, whichever came first', async (t) => {
    const { directory, close } = await open();
    t.after(close);
    const settingInvalid = { code: 'VST_SETTING_INVALID', message: /generation\.primary/ };
    const fitting = { pattern: 'p[0-9]{7}', message: 'p and 7 digits' };
    const other = { pattern: 's[0-9]{7}', message: 's and 7 digits' };
    await changeSettings(directory, administrator, 0, { generation: { primary: rule } });
    await assert.rejects(
      changeSettings(directory, administrator, 1, { primaryIdentifierPattern: other }),
      settingInvalid,
    );
    await changeSettings(directory, administrator, 1, { primaryIdentifierPattern: fitting });
    const wrongRule = { generation: { primary: { ...rule, prefix: 's' } } };
    await assert.rejects(changeSettings(directory, administrator, 2, wrongRule), settingInvalid);
    await changeSettings(directory, administrator, 2, { ...wrongRule, primaryIdentifierPattern: other });
    await changeSettings(directory, administrator, 3, { primaryIdentifierPattern: undefined });
    assert.deepEqual((await settingsOf(directory)).generation['primary']?.prefix, 's');
  });

  test('ask for no additional identifier where nobody can have one', async (t) => {
    const { directory, close } = await openTestDirectory({ config: { identifierTypes: [types[1] ?? never()] } });
    t.after(close);
    await changeSettings(directory, administrator, 0, { mandatory: { staff: ['identifier1'] } });
    await assert.rejects(changeSettings(directory, administrator, 1, { mandatory: { public: ['identifier1'] } }), {
      code: 'VST_SETTING_INVALID',
      message: /an identifier type for public users/,
    });
  });

  test('pass over a type that the operator took away since', async (t) => {
    const { directory, store, close } = await open();
    t.after(close);
    const values = { preferredIdentifier: ['CARD', 'NATIONAL_ID', 'BARCODE'], generation: { CARD: rule } };
    await store.settings.write('demo', 0, values, operator.actor);
    const { preferredIdentifier, generation } = await settingsOf(directory);
    assert.deepEqual({ preferredIdentifier, generation }, { preferredIdentifier: ['BARCODE'], generation: {} });
  });

  test('that cannot be read stop whoever needs them, until they are mended', async (t) => {
    const { directory, store, close } = await open();
    t.after(close);
    await store.settings.write('demo', 0, { holdDays: 'long', fromLater: true }, operator.actor);
    await assert.rejects(settingsOf(directory), { code: 'VST_SETTING_INVALID', message: /holdDays/ });
    await changeSettings(directory, administrator, undefined, { holdDays: 30 });
    assert.equal((await settingsOf(directory)).holdDays, 30);
  });
});

describe('the next number of a sequence', () => {
  test('is shown and set by type', async (t) => {
    const { directory, close } = await open();
    t.after(close);
    assert.equal(await readNextNumber(directory, administrator, 'BARCODE'), undefined);
    await setNextNumber(directory, administrator, 'BARCODE', 5000);
    assert.equal(await readNextNumber(directory, holding('user-manager'), 'BARCODE'), 5000);
    assert.equal(await directory.settings.nextNumber('demo', 'BARCODE', 1), 5000);
    await setNextNumber(directory, administrator, 'primary', 1);
    await assert.rejects(setNextNumber(directory, administrator, 'CARD', 1), {
      code: 'VST_SETTING_INVALID',
      message: /expected one of primary, BARCODE/,
    });
  });
});

function never(): never {
  throw new Error('the list has two types');
}
