import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { UserDraft, Users } from '../../../src/domain/ports/users.ts';
import type { User } from '../../../src/domain/user.ts';
import { student } from '../../support/fixtures-users.ts';
import { seedDraft, type UserSeed } from '../../support/user-seed.ts';
import type { OpenStore } from './opened-store.ts';

export const actor = { who: 'ann', via: 'test' };
const at = '2026-03-01T08:00:00.000Z';

export const draftOf = (seed: UserSeed, id: string = `id-${seed.primaryIdentifier}`): UserDraft =>
  seedDraft(seed, id, at);
export const write = (users: Users, ...drafts: UserDraft[]) => users.write('demo', drafts, actor);
export const pooled = (key: string) => ({ scope: 'pooled', key });

/** Every field there is, so that one which gets lost is missed. */
const everything: Partial<User> = {
  accountType: 'external',
  owningSystem: 'SIS',
  expiryDate: '2028-09-30',
  purgeDate: '2029-09-30',
  signInLock: { at, by: 'ann', reason: 'lost card' },
  name: {
    first: 'Ines',
    middle: 'Maria',
    last: 'Várga',
    preferredFirst: 'Ina',
    preferredMiddle: 'M',
    preferredLast: 'V',
    preferredSuffix: 'Jr',
    title: 'Dr',
  },
  userGroup: 'UG',
  preferredLanguage: 'de',
  gender: 'NONE',
  birthDate: '2004-03-09',
  statusDate: '2026-01-01',
  jobCategory: 'J',
  jobDescription: 'a job',
  campusCode: 'NORTH',
  webSiteUrl: 'https://uni.example/~ines',
  catalogerLevel: '20',
  blocks: [{ type: 'GENERAL', description: '02-GLOBAL', status: 'active', note: 'letter came back' }],
  emails: [
    { address: 'Ines@Uni.example', types: ['school'], preferred: true, segment: 'external', provedAt: at },
    { address: 'ina@home.example', types: [], preferred: false, segment: 'internal', description: 'home' },
  ],
  phones: [{ number: '+44 1632 960001', types: ['mobile'], preferred: true, preferredSms: true, segment: 'internal' }],
  addresses: [{ lines: ['7 Mill Lane'], city: 'Fenby', types: ['home'], preferred: true, segment: 'external' }],
  roles: [{ role: '200', scope: 'DEMO', status: 'active', parameters: { level: '1' } }],
  notes: [{ type: 'LIBRARY', text: 'likes North 📚', viewableByUser: false, popup: true, segment: 'internal' }],
  statistics: [{ category: 'BIO', segment: 'external' }],
  proxyFor: ['p1'],
  rsLibraries: ['MAIN'],
  protectedFields: ['userGroup'],
};

/** Reading and creating. What the other suites of the port hold: changing, racing, being killed. */
export function usersContract(name: string, open: OpenStore): void {
  describe(`Users: ${name}`, () => {
    test('gives back a user as she was written, field by field', async (t) => {
      const { store, close } = await open();
      t.after(close);
      const draft = draftOf({ primaryIdentifier: 'ines', ...everything, name: everything.name ?? {} });
      await write(store.users, draft);
      assert.deepEqual(await store.users.user('demo', draft.user.id), draft.user);
    });

    test('gives the summary of a user who has next to nothing', async (t) => {
      const { store, close } = await open();
      t.after(close);
      const draft = draftOf({ primaryIdentifier: 'bo' });
      assert.deepEqual(await write(store.users, draft), [{ type: 'written', userId: 'id-bo', created: true }]);
      const { emails: _emails, ...summary } = draft.user;
      const found = await store.users.summary('demo', 'id-bo');
      assert.deepEqual(
        found,
        Object.fromEntries(Object.keys(found ?? {}).map((key) => [key, Reflect.get(summary, key)])),
      );
      assert.equal(found?.primaryIdentifier, 'bo');
      assert.equal('userGroup' in found, false);
    });

    test('gives the identifiers of a user, the primary one first', async (t) => {
      const { store, close } = await open();
      t.after(close);
      const draft = draftOf({
        primaryIdentifier: 'Ines',
        identifiers: [
          { type: 'BARCODE', value: 'B-1', note: 'second card', status: 'inactive' },
          { type: 'GOOGLE', value: 'AbC', segment: 'external' },
        ],
      });
      await write(store.users, draft);
      const found = await store.users.identifiers('demo', draft.user.id);
      assert.deepEqual(
        found,
        draft.identifiers.map(({ scope: _scope, key: _key, ...identifier }) => identifier),
      );
    });

    test('finds who holds a key, with her summary', async (t) => {
      const { store, close } = await open();
      t.after(close);
      await write(
        store.users,
        draftOf({ primaryIdentifier: 'ines', identifiers: [{ type: 'BARCODE', value: 'B-1' }] }),
      );
      const [holding, ...others] = await store.users.holdings('demo', [pooled('b-1')]);
      assert.deepEqual(others, []);
      assert.deepEqual(holding?.user, await store.users.summary('demo', 'id-ines'));
      assert.deepEqual(holding?.identifier, (await store.users.identifiers('demo', 'id-ines'))[1]);
      assert.deepEqual([holding?.scope, holding?.key], ['pooled', 'b-1']);
    });

    test('finds the holders of many keys, each key once', async (t) => {
      const { store, close } = await open();
      t.after(close);
      await write(store.users, student(1), student(2), student(3));
      const keys = [
        pooled('s0000001'),
        pooled('s-2'),
        pooled('s-2'),
        pooled('nobody'),
        { scope: 'GOOGLE', key: 's-3' },
      ];
      const found = await store.users.holdings('demo', keys);
      assert.deepEqual(found.map(({ key }) => key).sort(), ['s-2', 's0000001']);
      assert.deepEqual(await store.users.holdings('demo', []), []);
    });

    test('finds inactive identifiers too: who decides reads the status', async (t) => {
      const { store, close } = await open();
      t.after(close);
      const inactive = { type: 'BARCODE', value: 'B-1', status: 'inactive' } as const;
      await write(store.users, draftOf({ primaryIdentifier: 'ines', identifiers: [inactive] }));
      const [holding] = await store.users.holdings('demo', [pooled('b-1')]);
      assert.equal(holding?.identifier.status, 'inactive');
    });

    test('knows nothing of another institution', async (t) => {
      const { store, close } = await open();
      t.after(close);
      const draft = draftOf({ primaryIdentifier: 'ines', passwordHash: '$hash' });
      await write(store.users, draft);
      const { users } = store;
      assert.deepEqual(await users.holdings('other', [pooled('ines')]), []);
      assert.deepEqual(await users.holdings('other', [pooled('ines'), pooled('x')]), []);
      assert.equal(await users.summary('other', draft.user.id), undefined);
      assert.equal(await users.user('other', draft.user.id), undefined);
      assert.deepEqual(await users.identifiers('other', draft.user.id), []);
      assert.equal(await users.password('other', draft.user.id), undefined);
      assert.deepEqual([await users.size('demo'), await users.size('other')], [1, 0]);
    });

    test('lets two institutions give the same names to different people', async (t) => {
      const { store, close } = await open();
      t.after(close);
      await write(store.users, student(1));
      const other = student(1, { institution: 'other' });
      const outcomes = await store.users.write('other', [other], actor);
      assert.deepEqual(outcomes, [{ type: 'written', userId: other.user.id, created: true }]);
    });

    test('compares keys by their bytes: no case, no accents, no trailing blanks of its own', async (t) => {
      const { store, close } = await open();
      t.after(close);
      const google = (value: string) => ({ type: 'GOOGLE', value });
      await write(
        store.users,
        draftOf({ primaryIdentifier: 'a', identifiers: [google('AbC')] }),
        draftOf({ primaryIdentifier: 'b', identifiers: [google('abc')] }),
        draftOf({ primaryIdentifier: 'c', identifiers: [google('äbc')] }),
      );
      const [holding] = await store.users.holdings('demo', [{ scope: 'GOOGLE', key: 'abc' }]);
      assert.equal(holding?.user.id, 'id-b');
      assert.deepEqual(await store.users.holdings('demo', [{ scope: 'GOOGLE', key: 'abc ' }]), []);
    });

    passwordTests(open);
    refusalTests(open);
  });
}

function passwordTests(open: OpenStore): void {
  test('keeps a password apart, and swaps its hash only for the one that was expected', async (t) => {
    const { store, clock, close } = await open();
    t.after(close);
    await write(store.users, draftOf({ primaryIdentifier: 'ines', passwordHash: '$a', passwordMustChange: true }));
    const changedAt = new Date(clock.now()).toISOString();
    assert.deepEqual(await store.users.password('demo', 'id-ines'), { hash: '$a', mustChange: true, changedAt });
    await store.users.rehash('demo', 'id-ines', '$other', '$b');
    assert.equal((await store.users.password('demo', 'id-ines'))?.hash, '$a');
    await store.users.rehash('demo', 'id-ines', '$a', '$b');
    assert.deepEqual(await store.users.password('demo', 'id-ines'), { hash: '$b', mustChange: true, changedAt });
  });

  test('leaves the password alone when a draft brings none, and never writes it to the history', async (t) => {
    const { store, rows, close } = await open();
    t.after(close);
    await write(store.users, draftOf({ primaryIdentifier: 'ines', passwordHash: '$secret', pinHash: '$pin' }));
    await write(store.users, draftOf({ primaryIdentifier: 'ines', userGroup: 'UG' }, 'from-elsewhere'));
    assert.equal((await store.users.password('demo', 'id-ines'))?.hash, '$secret');
    await write(store.users, draftOf({ primaryIdentifier: 'ines', passwordHash: '$next' }, 'from-elsewhere'));
    assert.equal((await store.users.password('demo', 'id-ines'))?.hash, '$next');
    assert.doesNotMatch(JSON.stringify(await rows('select * from changes')), /\$(secret|next|pin)/);
  });

  test('keeps a PIN apart from the password, in its institution', async (t) => {
    const { store, close } = await open();
    t.after(close);
    await write(store.users, draftOf({ primaryIdentifier: 'ines', passwordHash: '$secret', pinHash: '$pin' }));
    await write(store.users, draftOf({ primaryIdentifier: 'mira', passwordHash: '$secret' }));
    assert.deepEqual(await store.users.pin('demo', 'id-ines'), { hash: '$pin' });
    assert.equal(await store.users.pin('demo', 'id-mira'), undefined);
    assert.equal(await store.users.pin('other', 'id-ines'), undefined);
    await store.users.rehash('demo', 'id-ines', '$pin', '$next');
    assert.deepEqual(await store.users.pin('demo', 'id-ines'), { hash: '$pin' });
  });
}

function refusalTests(open: OpenStore): void {
  const broken = [
    ['NUL', 'a\0b'],
    ['half a character', 'a\ud800b'],
  ] as const;
  for (const [what, text] of broken) {
    test(`refuses ${what} in an identifier and in a user's text, and writes nothing of that call`, async (t) => {
      const { store, close } = await open();
      t.after(close);
      const bad = draftOf({ primaryIdentifier: 'x', identifiers: [{ type: 'GOOGLE', value: text }] });
      await assert.rejects(write(store.users, student(1), bad), { code: 'VST_IDENTIFIER_INVALID' });
      const note = { type: 'N', text, viewableByUser: false, popup: false, segment: 'internal' } as const;
      await assert.rejects(write(store.users, draftOf({ primaryIdentifier: 'y', notes: [note] })), {
        code: 'VST_USER_INVALID',
      });
      assert.equal(await store.users.size('demo'), 0);
    });

    test(`finds nobody by a key with ${what}`, async (t) => {
      const { store, close } = await open();
      t.after(close);
      await write(store.users, draftOf({ primaryIdentifier: 'a' }), draftOf({ primaryIdentifier: 'a\ufffdb' }));
      assert.deepEqual(await store.users.holdings('demo', [pooled(text)]), []);
      assert.deepEqual(await store.users.holdings('demo', [pooled(text), pooled(`${text}x`)]), []);
      assert.equal(await store.users.summary('demo', text), undefined);
    });
  }

  test('takes a text that merely spells NUL', async (t) => {
    const { store, close } = await open();
    t.after(close);
    const draft = draftOf({ primaryIdentifier: String.raw`\u0000`, jobDescription: String.raw`\ud800 "\\u0000"` });
    await write(store.users, draft);
    assert.equal((await store.users.user('demo', draft.user.id))?.jobDescription, draft.user.jobDescription);
  });

  test('refuses an empty value, one longer than 255 characters, and a user without primary identifier', async (t) => {
    const { store, close } = await open();
    t.after(close);
    const refused = { code: 'VST_IDENTIFIER_INVALID' };
    const withBarcode = (value: string) =>
      draftOf({ primaryIdentifier: 'a', identifiers: [{ type: 'BARCODE', value }] });
    await assert.rejects(write(store.users, withBarcode('')), refused);
    await assert.rejects(write(store.users, withBarcode('x'.repeat(256))), refused);
    await assert.rejects(write(store.users, { ...withBarcode('b'), identifiers: [] }), refused);
    assert.equal((await write(store.users, withBarcode('𝔛'.repeat(255))))[0]?.type, 'written');
  });
}
