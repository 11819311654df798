// What other systems, old files and later changes must not do to identifiers.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { institution as institutionSchema } from '../../../config/schema.ts';
import type { Directory } from '../../../src/directory/deps.ts';
import { findUsers } from '../../../src/directory/finding.ts';
import { identifierRules } from '../../../src/directory/identifier-rules.ts';
import { attachIdentifier } from '../../../src/directory/identifiers/attach.ts';
import { editIdentifier } from '../../../src/directory/identifiers/edit.ts';
import { replaceIdentifier } from '../../../src/directory/identifiers/replace.ts';
import { retireIdentifier } from '../../../src/directory/identifiers/retire.ts';
import { importUsers } from '../../../src/directory/import-users.ts';
import { convertUser } from '../../../src/directory/management/convert-user.ts';
import { editUser } from '../../../src/directory/management/edit-user.ts';
import { namedUser } from '../../../src/directory/named-user.ts';
import type { Rejection } from '../../../src/directory/rejection.ts';
import { changeSettings } from '../../../src/directory/settings/change-settings.ts';
import { VestibuleError } from '../../../src/domain/errors.ts';
import { holding, openTestDirectory, operator } from '../../support/directory.ts';
import { libraryOf } from '../../support/institutions.ts';

const type = 'BARCODE';
const yearMs = 366 * 86_400_000;
const external = { accountType: 'external', owningSystem: 'SIS', name: { last: 'Ext' } };

async function imported(directory: Directory, ...records: readonly object[]) {
  const rejections: Rejection[] = [];
  const source = ReadableStream.from([Buffer.from(JSON.stringify(records))]);
  const actor = { who: 'import', via: 'test' };
  const onRejected = (rejection: Rejection) => void rejections.push(rejection);
  const given = { source, format: 'json', actor, onRejected } as const;
  const { created, updated, unchanged } = await importUsers({ ...directory, ...given });
  return { created, updated, unchanged, rejections };
}

async function told({ users, institution }: Directory, name: string): Promise<readonly string[]> {
  const [holding] = await users.holdings(institution.slug, [{ scope: 'pooled', key: name }]);
  const all = await users.identifiers(institution.slug, holding?.user.id ?? '');
  return all.map((one) => `${one.type} ${one.value} ${one.status}`);
}

describe('An import', () => {
  test('does not bring back a card that the library retired', async (t) => {
    const { directory, close } = await openTestDirectory();
    t.after(close);
    const ext = { ...external, primaryIdentifier: 'ext' };
    await imported(directory, ext);
    await attachIdentifier(directory, operator, { user: 'ext', type, value: 'lost' });
    await replaceIdentifier(directory, operator, { user: 'ext', type, value: 'lost', newValue: 'new' });
    const again = await imported(directory, { ...ext, identifiers: [{ type, value: 'lost' }] });
    assert.deepEqual(again.rejections, []);
    assert.deepEqual(await told(directory, 'ext'), [
      'primary ext active',
      'BARCODE lost retired',
      'BARCODE new active',
    ]);
  });

  test('takes a user from whom the same file took a value that was over', async (t) => {
    const { directory, seed, clock, close } = await openTestDirectory();
    t.after(close);
    await seed({ primaryIdentifier: 'old', identifiers: [{ type, value: 'card' }] });
    await retireIdentifier(directory, operator, { user: 'old', type, value: 'card' });
    clock.advance(2 * yearMs);
    const taker = { primaryIdentifier: 'new', name: { last: 'New' }, identifiers: [{ type, value: 'card' }] };
    const end = await imported(directory, taker, { primaryIdentifier: 'old', name: { last: 'Renamed' } });
    assert.deepEqual(end, { created: 1, updated: 1, unchanged: 0, rejections: [] });
    assert.deepEqual(await told(directory, 'new'), ['primary new active', 'BARCODE card active']);
    assert.deepEqual(await told(directory, 'old'), ['primary old active']);
  });

  test('leaves identifiers where they stand until they are folded anew by new rules', async (t) => {
    const { directory, seed, rows, close } = await openTestDirectory();
    t.after(close);
    const identifiers = [
      { type, value: '123' },
      { type: 'STUDENT_NO', value: '77' },
    ];
    await seed({ primaryIdentifier: 'ada', identifiers });
    const library = libraryOf({});
    const types = (library.identifierTypes ?? []).filter(({ code }) => code !== 'STUDENT_NO');
    const rescoped = types.map((one) => (one.code === type ? { ...one, uniqueness: 'type' as const } : one));
    const institution = institutionSchema.parse(libraryOf({ identifierTypes: rescoped }));
    const next = { ...directory, institution, rules: identifierRules(institution) };
    const end = await imported(next, { primaryIdentifier: 'ada', name: { last: 'Renamed' } });
    assert.deepEqual(end, { created: 0, updated: 1, unchanged: 0, rejections: [] });
    const stored = await rows('select scope, "key" from identifiers');
    assert.deepEqual(stored.map(({ scope, key }) => `${String(scope)} ${String(key)}`).sort(), [
      'pooled 123',
      'pooled 77',
      'pooled ada',
    ]);
  });
});

describe('A retired identifier', () => {
  test('does not come back to a user who is a contact by now', async (t) => {
    const { directory, seed, close } = await openTestDirectory();
    t.after(close);
    await seed({ primaryIdentifier: 'ada', identifiers: [{ type, value: 'card' }] });
    await retireIdentifier(directory, operator, { user: 'ada', type, value: 'card' });
    await editUser(directory, operator, { user: 'ada', version: 2, changes: { recordType: 'contact' } });
    const back = editIdentifier(directory, operator, { user: 'ada', type, value: 'card', status: 'active' });
    await assert.rejects(back, { code: 'VST_IDENTIFIER_INVALID', message: /contact/ });
  });
});

describe('A note of an identifier', () => {
  for (const [what, note] of [
    ['a megabyte', 'x'.repeat(1_000_000)],
    ['an escape sequence', 'see \u001b[2J'],
    ['half a character', 'see \ud800'],
    ['NUL', 'see \0'],
  ] as const) {
    test(`is refused with ${what}`, async (t) => {
      const { directory, seed, close } = await openTestDirectory();
      t.after(close);
      await seed({ primaryIdentifier: 'ada', identifiers: [{ type, value: 'card' }] });
      const invalid = { code: 'VST_IDENTIFIER_INVALID' };
      const named = { user: 'ada', type };
      await assert.rejects(attachIdentifier(directory, operator, { ...named, value: 'next', note }), invalid);
      await assert.rejects(editIdentifier(directory, operator, { ...named, value: 'card', note }), invalid);
      const replacing = { ...named, value: 'card', newValue: 'next', note };
      await assert.rejects(replaceIdentifier(directory, operator, replacing), invalid);
    });
  }
});

describe('A user who may more', () => {
  test('is handed to no other system by one who may less', async (t) => {
    const { directory, seed, close } = await openTestDirectory();
    t.after(close);
    await seed({ primaryIdentifier: 'boss', roles: [{ role: '50', scope: '01DEMO_INST', status: 'active' }] });
    const request = { user: 'boss', to: 'external', owningSystem: 'SIS' } as const;
    const handing = convertUser(directory, holding('user-manager'), request);
    await assert.rejects(handing, { code: 'VST_NOT_ALLOWED' });
    assert.equal((await convertUser(directory, holding('user-administrator'), request)).changed, true);
  });
});

describe('A text without bounds', () => {
  test('is no name, nothing to look for, and no setting', async (t) => {
    const { directory, close } = await openTestDirectory();
    t.after(close);
    const long = 'é'.repeat(100_000);
    const unknown = (error: unknown) => error instanceof VestibuleError && error.message.length < 200;
    await assert.rejects(namedUser(directory, long), unknown);
    const page = { limit: 10 };
    await assert.rejects(findUsers(directory, operator, { text: long, page }), { code: 'VST_REQUEST_MALFORMED' });
    const primaryIdentifierPattern = { pattern: 'a+', message: long };
    const setting = changeSettings(directory, operator, undefined, { primaryIdentifierPattern });
    await assert.rejects(setting, { code: 'VST_SETTING_INVALID', message: /20000 characters/ });
  });
});
