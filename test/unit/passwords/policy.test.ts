import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadBlocklist } from '../../../src/directory/passwords/blocklist.ts';
import { contextWords } from '../../../src/directory/passwords/context-words.ts';
import { judgeFor, lengthFault, wordFaults } from '../../../src/directory/passwords/policy.ts';
import type { UserRecord } from '../../../src/domain/ports/changes.ts';
import { fakeHasher } from '../../support/fake-hasher.ts';
import { libraryConfig } from '../../support/password-library.ts';
import { seedDraft, type UserSeed } from '../../support/user-seed.ts';

const seed: UserSeed = {
  primaryIdentifier: 'P-0815-4711',
  name: { first: 'Ada Mary', last: "O'Leary-Ørsted", preferredFirst: 'Bo' },
  emails: [{ address: 'countess@uni.example', types: [], preferred: true, segment: 'internal' }],
  identifiers: [
    { type: 'BARCODE', value: '29000000012345' },
    { type: 'STUDENT_NO', value: '77' },
  ],
};
const record: UserRecord = seedDraft(seed, 'u1', '2026-01-01T00:00:00Z');
const config = libraryConfig({ name: { en: 'Mill Road Library' }, passwords: { blockWords: ['Heron'] } });
const changes = { record: async () => record, change: () => assert.fail('nothing is changed') };
const good = 'seven wet umbrellas';

async function judge(password: string, passwords: object = {}, more: { held?: string; refuseSame?: boolean } = {}) {
  const institution = libraryConfig({ passwords });
  const { held, refuseSame = false } = more;
  const asked: string[] = [];
  const breaches = {
    isLeaked: async (url: string, one: string) => {
      asked.push(`${url} ${one}`);
      return one.includes('leaked');
    },
  };
  const deps = { institution, changes, hasher: fakeHasher(), breaches };
  const of = held === undefined ? record : { ...record, password: { hash: held, mustChange: true } };
  return { faults: await judgeFor(deps, of, password, { refuseSame }), asked };
}

describe('the length of a password', () => {
  test('is fifteen characters unless the library says otherwise', async () => {
    assert.deepEqual((await judge('x7-kraken-bowl')).faults, ['too-short']);
    assert.deepEqual((await judge('x7-kraken-bowls')).faults, []);
    assert.deepEqual((await judge('x7-krake', { minLength: 8 })).faults, []);
    assert.deepEqual((await judge('x7-krak', { minLength: 8 })).faults, ['too-short']);
  });

  test('is counted in characters as people see them in NFC, not in bytes or halves', () => {
    assert.equal(lengthFault('😀'.repeat(7), 8), 'too-short');
    assert.equal(lengthFault('😀'.repeat(8), 8), undefined);
    assert.equal(lengthFault('e\u0301'.repeat(7), 8), 'too-short');
  });

  test('is at most 1,024 bytes', () => {
    assert.equal(lengthFault('é'.repeat(512), 8), undefined);
    assert.equal(lengthFault('é'.repeat(513), 8), 'too-long');
    assert.equal(lengthFault('e\u0301'.repeat(512), 8), undefined);
    assert.equal(lengthFault('x'.repeat(10_000_000), 8), 'too-long');
  });

  test('cannot be set below eight', () => {
    assert.throws(() => libraryConfig({ passwords: { minLength: 7 } }));
  });
});

describe('a password', () => {
  test('needs no kinds of characters', async () => {
    for (const one of [good, '日本語のとても長い合言葉ですよね', '               ~', 'nnrtkplwqzvbhgd']) {
      assert.deepEqual((await judge(one)).faults, [], one);
    }
  });

  test('of half characters is no text', async () => {
    await assert.rejects(judge('seven wet \ud800 umbrellas'), /half a character/);
  });

  const guessable: Readonly<Record<string, string>> = {
    'a listed one': 'qwertyuiop12345',
    'a listed one in capitals': 'QWERTYUIOP12345',
    'a listed one in full width': 'ｑｗｅｒｔｙｕｉｏｐ12345',
    'two listed ones': 'monkeysunshine1',
    'one listed twice, with a blank': 'password password',
    'a run of digits': '567890123456789',
    'a run downwards': 'zyxwvutsrqponml',
    'one letter': 'bbbbbbbbbbbbbbb',
    'a piece again and again': 'x7!x7!x7!x7!x7!',
  };
  for (const [name, password] of Object.entries(guessable)) {
    test(`is common: ${name}`, async () => assert.deepEqual((await judge(password)).faults, ['common']));
  }

  test('is refused with a name of the person or the library in it, however it is written', async () => {
    const isListed = await loadBlocklist();
    const words = contextWords(config, record);
    const faults = (password: string) => wordFaults(password, words, isListed);
    const named = [
      'zx 29000000012345 q',
      'zx P08154711 q',
      'zxcountess in blue q',
      'zx oleary ØRSTED q',
      'the mill road library q',
      'millRoadLibrary q zz',
      'zx Heron on one leg q',
      'zx demo on tape q',
    ];
    for (const one of named) assert.deepEqual(faults(one), ['context'], one);
    for (const one of ['mill and road', 'ada and bo at home', 'room 77 upstairs'])
      assert.deepEqual(faults(one), [], one);
  });

  test('that she has already is refused where she is to choose another, and not told to staff', async () => {
    const held = `fake$${good}`;
    assert.deepEqual((await judge(good, {}, { held, refuseSame: true })).faults, ['same']);
    assert.deepEqual((await judge(good, {}, { held })).faults, []);
  });
});

describe('the online check', () => {
  const passwords = { breachCheck: { url: 'https://range.example/' } };

  test('is asked where the library names a service, and for nothing that is refused anyway', async () => {
    const leaked = await judge('the leaked umbrella', passwords);
    assert.deepEqual(leaked, { faults: ['leaked'], asked: ['https://range.example/ the leaked umbrella'] });
    assert.deepEqual((await judge('leaked', passwords)).asked, []);
  });

  test('is not asked otherwise', async () => {
    assert.deepEqual(await judge('the leaked umbrella'), { faults: [], asked: [] });
  });
});
