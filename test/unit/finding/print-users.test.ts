import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { printPage } from '../../../src/cli/users-list-page.ts';
import { printUser } from '../../../src/cli/users-show.ts';
import type { User } from '../../../src/domain/user.ts';
import { seedDraft, type UserSeed } from '../../support/user-seed.ts';

const words = {
  identifierTypes: [{ code: 'BARCODE', label: { en: 'Barcode', de: 'Ausweis' } }],
  language: 'de',
  timeZone: 'Europe/Berlin',
  nameOf: (who: string) => who,
};
const userOf = (seed: Partial<UserSeed>): User =>
  seedDraft({ primaryIdentifier: 'ada', ...seed }, 'id-ada', '2026-01-01T00:00:00.000Z').user;
const record = { type: 'record', identifiers: [], withheldTypes: [], hasPassword: false, hasPin: false } as const;
const block = { type: 'GENERAL', description: '02-GLOBAL', status: 'active', note: 'wrong address' } as const;

describe('a user as text', () => {
  test('names the preferred identifier of an external user beside her name', () => {
    const user = userOf({ name: { first: 'Ada', last: 'L' }, accountType: 'external', owningSystem: 'SIS' });
    const text = printUser({ ...record, user, preferred: { type: 'BARCODE', value: '29301' } }, words);
    assert.match(text, /^Ada L, Ausweis \(BARCODE\) 29301\n\nPrimary identifier +ada\n/);
    assert.match(text, /\nManaged by +SIS\n/);
  });

  test('shows identifiers with label, status, end of their hold, segment and note', () => {
    const held = { id: 'i', userId: 'u', type: 'BARCODE', value: '1', status: 'retired', segment: 'external' } as const;
    const identifiers = [
      { ...held, note: 'lost', holdUntil: Date.UTC(2027, 4, 6) },
      { ...held, type: 'GONE', value: '2', status: 'active' as const },
    ];
    const text = printUser({ ...record, user: userOf({}), identifiers }, words);
    assert.match(text, /\nAusweis \(BARCODE\) {2}1 {6}retired until 2027-05-06 {2}external {2}lost\nGONE .*active/);
  });

  test('says which types are withheld', () => {
    const text = printUser({ ...record, user: userOf({}), withheldTypes: ['BARCODE'] }, words);
    assert.match(text, /Ausweis \(BARCODE\) that only the operator sees/);
  });

  test('gives a desk a glance', () => {
    const { id, name, primaryIdentifier } = userOf({ name: { first: 'Ada', last: 'L' } });
    const user = { id, name, primaryIdentifier, userGroup: 'UG', expiryDate: '2028-01-01', blocks: [block] };
    assert.equal(
      printUser({ type: 'glance', user }, words),
      [
        'Ada L\n',
        'Primary identifier  ada',
        'Name                Ada L',
        'User group          UG',
        'Expires             2028-01-01',
        'Block               GENERAL, 02-GLOBAL, active, wrong address',
        '',
      ].join('\n'),
    );
  });

  test('lets no text move the cursor or begin a line', () => {
    const user = userOf({ name: { last: 'a\u001b[2J\nRole: all' }, jobDescription: '\u202eabc' });
    for (const text of [
      printUser({ ...record, user }, words),
      printPage({ items: [user], next: undefined }, { isJson: false, nobody: '' }),
    ]) {
      for (const hostile of ['\u001b', '\u202e', '\nRole: all']) assert.equal(text.includes(hostile), false);
      assert.match(text, /<U\+001B>/);
    }
  });
});

describe('a page of users as text', () => {
  test('shows the kind and status of each, and how many blocks she has', () => {
    const user = userOf({ blocks: [block, { ...block, status: 'inactive' }], signInLock: { at: 'x', by: 'y' } });
    const text = printPage({ items: [user], next: 'abc' }, { isJson: false, nobody: '' });
    assert.match(text, /\nada +ada +- +- +public, internal +active, sign-in locked +1\n/);
    assert.match(text, /\nThere are more: add --after abc\n$/);
  });

  test('shows a desk neither kind nor status', () => {
    const { id, name, primaryIdentifier, blocks } = userOf({ userGroup: 'UG' });
    const text = printPage(
      { items: [{ id, name, primaryIdentifier, blocks }], next: undefined },
      { isJson: false, nobody: '' },
    );
    assert.equal(
      text,
      'PRIMARY IDENTIFIER  NAME  GROUP  EXPIRES  BLOCKS\nada                 ada   -      -        -\n',
    );
  });
});
