import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { UsageError } from '../../../src/cli/command.ts';
import { runRegister } from '../../../src/cli/users-register.ts';
import { usersRegister } from '../../../src/cli/users-register-command.ts';
import { fieldsOf } from '../../../src/cli/users-register-fields.ts';
import { mandatoryFields, missingFields } from '../../../src/directory/settings/mandatory.ts';
import { settingsOf } from '../../../src/directory/settings/settings-of.ts';
import { holding, openTestDirectory, operator } from '../../support/directory.ts';

type Values = Parameters<typeof runRegister>[2]['values'];

async function opened(t: TestContext, settings: Readonly<Record<string, unknown>>) {
  const { directory, close } = await openTestDirectory();
  t.after(close);
  await directory.settings.write('demo', 0, settings, operator.actor);
  return async (values: Values, caller = operator) => {
    let out = '';
    const code = await runRegister(
      directory,
      caller,
      { values, positionals: [] },
      { out: (text) => void (out += text) },
    );
    return { code, out, directory };
  };
}

const primary = { prefix: 'P', length: 6, order: 'sequence' };
const BARCODE = { length: 6, order: 'sequence' };

describe('users register', () => {
  test('prints the primary identifier and what was generated', async (t) => {
    const run = await opened(t, { generation: { primary, BARCODE }, mandatory: { public: ['identifier1'] } });
    const { code, out } = await run({ last: 'Lovelace', first: 'Ada' });
    assert.deepEqual(
      [code, out],
      [0, 'Registered Ada Lovelace.\nPrimary identifier: P00001 (generated)\nBARCODE: 000001 (generated)\n'],
    );
  });
  test('takes typed identifiers', async (t) => {
    const run = await opened(t, { generation: { primary, BARCODE }, mandatory: { public: ['identifier1'] } });
    const { out } = await run({ last: 'Lovelace', primary: 'ada', identifier: 'STUDENT_NO:S:1' });
    assert.match(out, /^Primary identifier: ada\nSTUDENT_NO: S:1\n$/m);
  });
  test('prints JSON for programs', async (t) => {
    const run = await opened(t, { generation: { primary } });
    const { out } = await run({ last: 'Lovelace', json: true });
    assert.equal(JSON.parse(out).patron.primaryIdentifier, 'P00001');
  });
  test('says what must be filled in and offers values, and registers nobody', async (t) => {
    const run = await opened(t, { generation: { primary }, mandatory: { public: ['email', 'identifier1'] } });
    const { out, directory } = await run({ offer: true });
    assert.match(
      out,
      /^Must be filled in: name\.last, email\nPrimary identifier: P00001\nAnd one of these:\nBARCODE: to be typed\n/,
    );
    assert.equal(await directory.users.size('demo'), 0);
  });
  test('shows what a terminal would obey', async (t) => {
    const run = await opened(t, { generation: { primary } });
    assert.match((await run({ last: 'A\u200bB' })).out, /A<U\+200B>B/);
  });
  test('asks who the caller is', async (t) => {
    const run = await opened(t, { generation: { primary } });
    await assert.rejects(run({ last: 'X' }, holding('patron')), { code: 'VST_NOT_ALLOWED' });
  });
  for (const values of [{ field: ['birthDate'] }, { field: ['=x'] }, { identifier: ':7' }])
    test(`does not understand ${JSON.stringify(values)}`, async (t) => {
      const run = await opened(t, {});
      await assert.rejects(run({ last: 'X', ...values }), UsageError);
    });
  test('knows every option that it reads', () => {
    for (const option of [
      'last',
      'first',
      'email',
      'group',
      'expiry',
      'field',
      'primary',
      'identifier',
      'at',
      'offer',
      'json',
    ])
      assert.ok(option in usersRegister.options, option);
  });
  test('can fill in whatever an institution makes mandatory', async (t) => {
    const run = await opened(t, { mandatory: { public: mandatoryFields } });
    const values: Readonly<Record<string, string>> = {
      birthDate: '1815-12-10',
      expiryDate: '2035-01-01',
      purgeDate: '2036-01-01',
      email: 'ada@x.example',
    };
    const field = mandatoryFields.map((name) => `${name}=${values[name] ?? 'x'}`);
    const { code, directory } = await run({ primary: 'ada', field });
    assert.equal(code, 0);
    const [holder] = await directory.users.holdings('demo', [{ scope: 'pooled', key: 'ada' }]);
    const record = await directory.changes.record('demo', holder?.user.id ?? '');
    assert.ok(record);
    assert.deepEqual(missingFields(await settingsOf(directory), record), []);
  });
});

describe('fields on the command line', () => {
  test('stand in a record where they belong', () => {
    const pairs = [
      ['name.last', 'Lovelace'],
      ['userGroup', 'GUEST'],
      ['email', 'ada@x.example'],
      ['email.type', 'personal'],
      ['address', '7 Mill Lane\nFlat 2'],
      ['address.city', 'Fenby'],
      ['statistics', 'BIO'],
    ] as const;
    assert.deepEqual(fieldsOf(pairs), {
      name: { last: 'Lovelace' },
      userGroup: 'GUEST',
      emails: [{ preferred: true, address: 'ada@x.example', types: ['personal'] }],
      addresses: [{ preferred: true, lines: ['7 Mill Lane', 'Flat 2'], city: 'Fenby' }],
      statistics: [{ category: 'BIO' }],
    });
  });
  test('cannot reach an object’s own insides', () => {
    const fields = fieldsOf([
      ['__proto__', 'x'],
      ['name.__proto__', 'y'],
    ]);
    assert.equal(Object.getPrototypeOf(fields), Object.prototype);
    assert.equal(({} as Record<string, unknown>)['y'], undefined);
  });
});
