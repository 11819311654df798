import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Decision, UserRecord } from '../../../src/domain/ports/changes.ts';
import type { Page } from '../../../src/domain/ports/finding.ts';
import type { PersonName, UserSummary } from '../../../src/domain/user.ts';
import type { Store } from '../../../src/store/store.ts';
import type { OpenStore } from './opened-store.ts';
import { actor, draftOf, write } from './users.contract.ts';

const named = (primaryIdentifier: string, name: PersonName) => draftOf({ primaryIdentifier, name });
const found = ({ items }: Page<UserSummary>) => items.map(({ primaryIdentifier }) => primaryIdentifier);
const page = { limit: 20 };
const malformed = { code: 'VST_REQUEST_MALFORMED' };

/** All pages of so many entries, one after the other. */
async function everyPage(
  limit: number,
  read: (page: { limit: number; after?: string }) => Promise<Page<UserSummary>>,
): Promise<readonly (readonly string[])[]> {
  const pages: string[][] = [];
  for (let after: string | undefined; ; ) {
    const one = await read(after === undefined ? { limit } : { limit, after });
    pages.push(found(one));
    after = one.next;
    if (after === undefined) return pages;
    assert.ok(pages.length < 100, 'the pages have no end');
  }
}

export function findingContract(name: string, open: OpenStore): void {
  describe(`Finding: ${name}`, () => {
    const opened = async (t: { after: (end: () => Promise<void>) => void }) => {
      const { store, close } = await open();
      t.after(close);
      return store;
    };

    test('finds by the beginning of a name, in either order, however it was typed', async (t) => {
      const { users, finding } = await opened(t);
      await write(
        users,
        named('ada', { first: 'Ada', middle: 'King', last: 'Lovelace' }),
        named('ines', { first: 'Ines', last: 'Várga', preferredFirst: 'Ina' }),
      );
      for (const typed of ['lovelace', 'LOVE', 'Lovelace, Ad', 'ada k', ' ada  King lovelace', 'ａｄａ'])
        assert.deepEqual(found(await finding.byName('demo', typed, page)), ['ada'], typed);
      for (const typed of ['va\u0301rga ine', 'VÁRGA, Ina', 'ina v'])
        assert.deepEqual(found(await finding.byName('demo', typed, page)), ['ines'], typed);
      for (const typed of ['king', 'varga', 'lovelaces', 'ada%', 'a_a', 'vár\u{10ffff}'])
        assert.deepEqual(found(await finding.byName('demo', typed, page)), [], typed);
    });

    test('gives the whole summary', async (t) => {
      const { users, finding } = await opened(t);
      await write(users, draftOf({ primaryIdentifier: 'ada', name: { last: 'L', title: 'Dr' }, userGroup: 'UG' }));
      const { items } = await finding.byName('demo', 'l', page);
      assert.deepEqual(items, [await users.summary('demo', 'id-ada')]);
      assert.deepEqual((await finding.all('demo', page)).items, items);
    });

    test('gives them in the order of the bytes of their names, page by page, nobody twice', async (t) => {
      const { users, finding } = await opened(t);
      // By the bytes of UTF-8 U+FFFD comes before U+1F4DA, by the units of JavaScript after it.
      const lasts = ['a', 'a b', 'ab', 'aé', 'a\u4e00', 'a\ufffd', 'a\u{1f4da}', 'a-', 'a.'];
      const people = lasts.map((last, index) => named(`p${index}`, { last }));
      await write(users, ...people.toReversed());
      const order = lasts.map((last, index) => ({ bytes: Buffer.from(last), who: `p${index}` }));
      const expected = order.sort((a, b) => Buffer.compare(a.bytes, b.bytes)).map(({ who }) => who);
      for (const limit of [1, 2, 4, 9, 20]) {
        const pages = await everyPage(limit, (request) => finding.byName('demo', 'a', request));
        assert.deepEqual(pages.flat(), expected);
        assert.equal(pages.length, Math.ceil(lasts.length / limit));
      }
    });

    test('gives a person once whose every name begins so, also across pages', async (t) => {
      const { users, finding } = await opened(t);
      await write(
        users,
        named('many', { first: 'Anna', last: 'Aal', preferredFirst: 'Ann', preferredLast: 'Abel' }),
        ...['aalto', 'abba', 'ann', 'annabel', 'azz'].map((last) => named(last, { last })),
      );
      const expected = ['many', 'aalto', 'abba', 'ann', 'annabel', 'azz'];
      for (const limit of [1, 2, 3, 6])
        assert.deepEqual((await everyPage(limit, (request) => finding.byName('demo', 'a', request))).flat(), expected);
      assert.deepEqual(found(await finding.byName('demo', 'ann', page)), ['ann', 'many', 'annabel']);
    });

    test('gives namesakes in the order of their ids, page by page', async (t) => {
      const { users, finding } = await opened(t);
      const twins = ['c', 'a', 'b'].map((who) => named(who, { first: 'Jan', last: 'Smith' }));
      await write(users, ...twins);
      const pages = await everyPage(1, (request) => finding.byName('demo', 'smith', request));
      assert.deepEqual(pages, [['a'], ['b'], ['c']]);
    });

    test('finds by a changed name, and not by the one before', async (t) => {
      const { users, finding } = await opened(t);
      await write(users, named('ada', { first: 'Ada', last: 'Byron' }));
      await write(users, named('ada', { first: 'Ada', last: 'Lovelace' }));
      assert.deepEqual(found(await finding.byName('demo', 'byron', page)), []);
      assert.deepEqual(found(await finding.byName('demo', 'lovelace', page)), ['ada']);
    });

    test('finds nobody by the name of a user who is no more', async (t) => {
      const { users, changes, finding } = await opened(t);
      await write(users, named('ada', { first: 'Ada', last: 'Byron' }));
      const change = (decide: (record: UserRecord) => Pick<Decision<void>, 'records' | 'removed'>) =>
        changes.change('demo', { users: ['id-ada'] }, actor, (known) => {
          const record = known.record('id-ada');
          if (record === undefined) throw new Error('There is no id-ada');
          return { action: 'changed', ...decide(record), result: undefined };
        });
      await change(({ user, ...rest }) => ({ records: [{ ...rest, user: { ...user, name: { last: 'Lovelace' } } }] }));
      assert.deepEqual(found(await finding.byName('demo', 'byron', page)), []);
      assert.deepEqual(found(await finding.byName('demo', 'lovelace', page)), ['ada']);
      await change(() => ({ records: [], removed: ['id-ada'] }));
      assert.deepEqual(found(await finding.byName('demo', 'lovelace', page)), []);
    });

    test('finds everyone with an address, folded, and nobody with a part of it', async (t) => {
      const { users, finding } = await opened(t);
      const email = (address: string) =>
        [{ address, types: [], preferred: true, segment: 'internal' } as const] as const;
      await write(
        users,
        draftOf({ primaryIdentifier: 'b', emails: email('Ada@Post.example') }),
        draftOf({ primaryIdentifier: 'a', emails: email('ada@post.EXAMPLE') }),
        draftOf({ primaryIdentifier: 'c', emails: email('bada@post.example') }),
      );
      const byEmail = async (address: string) =>
        (await finding.byEmail('demo', address)).map(({ primaryIdentifier }) => primaryIdentifier);
      assert.deepEqual(await byEmail(' ADA@post.example '), ['a', 'b']);
      assert.deepEqual(await byEmail('ada@post'), []);
      assert.deepEqual(await byEmail('ada@post.example\0'), []);
    });

    test('reads no more than 500 of those who share an address', async (t) => {
      const { users, finding } = await opened(t);
      const emails = [{ address: 'office@b.example', types: [], preferred: true, segment: 'internal' }] as const;
      const sharing = Array.from({ length: 501 }, (_, index) =>
        draftOf({ primaryIdentifier: `u${String(index).padStart(3, '0')}`, emails }),
      );
      await write(users, ...sharing);
      const found = await finding.byEmail('demo', 'office@b.example');
      assert.deepEqual([found.length, found[0]?.primaryIdentifier], [500, 'u000']);
    });

    test('lists all in the order of their ids, page by page', async (t) => {
      const { users, finding } = await opened(t);
      const ids = ['e', 'd', 'c', 'b', 'a'];
      await write(users, ...ids.map((id) => draftOf({ primaryIdentifier: id })));
      const pages = await everyPage(2, (request) => finding.all('demo', request));
      assert.deepEqual(pages, [['a', 'b'], ['c', 'd'], ['e']]);
      const whole = await finding.all('demo', { limit: 5 });
      assert.deepEqual([found(whole).length, whole.next], [5, undefined]);
    });

    test('goes on after an entry that has gone or come meanwhile', async (t) => {
      const { users, finding } = await opened(t);
      await write(users, ...['b', 'd', 'f'].map((last) => named(last, { last: `x${last}` })));
      const first = await finding.byName('demo', 'x', { limit: 1 });
      const after = first.next ?? '';
      await write(users, named('b', { last: 'gone' }), named('a', { last: 'xa' }), named('c', { last: 'xc' }));
      assert.deepEqual(found(await finding.byName('demo', 'x', { limit: 9, after })), ['c', 'd', 'f']);
    });

    test('knows nothing of another institution', async (t) => {
      const { users, finding } = await opened(t);
      const emails = [{ address: 'a@b.example', types: [], preferred: true, segment: 'internal' }] as const;
      await write(users, draftOf({ primaryIdentifier: 'ada', name: { last: 'Lovelace' }, emails }));
      assert.deepEqual(found(await finding.byName('other', 'lovelace', page)), []);
      assert.deepEqual(await finding.byEmail('other', 'a@b.example'), []);
      assert.deepEqual(found(await finding.all('other', page)), []);
    });

    pageTests(opened);
  });
}

function pageTests(
  opened: (t: { after: (end: () => Promise<void>) => void }) => Promise<Pick<Store, 'users' | 'finding'>>,
): void {
  const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const bad: readonly (readonly [string, string])[] = [
    ['empty', ''],
    ['no base64', '%%%'],
    ['no JSON', Buffer.from('x').toString('base64url')],
    ['no list', cursor({ 0: 'a' })],
    ['too short', cursor([])],
    ['too long', cursor(['a', 'b', 'c'])],
    ['not of texts', cursor([1, 2])],
    ['with NUL', cursor(['a\0', 'b\0'])],
  ];
  for (const [what, after] of bad) {
    test(`refuses a place to go on from that is ${what}`, async (t) => {
      const { finding } = await opened(t);
      await assert.rejects(finding.byName('demo', 'a', { limit: 5, after }), malformed);
      await assert.rejects(finding.all('demo', { limit: 5, after }), malformed);
    });
  }

  test('refuses a place to go on from that another search gave', async (t) => {
    const { finding } = await opened(t);
    await assert.rejects(finding.byName('demo', 'b', { limit: 5, after: cursor(['a', 'id']) }), malformed);
    await assert.rejects(finding.all('demo', { limit: 5, after: cursor(['a', 'id']) }), malformed);
  });

  test('refuses pages of none, of a half and of more than 500', async (t) => {
    const { finding } = await opened(t);
    for (const limit of [0, -1, 1.5, 501, Number.NaN]) {
      await assert.rejects(finding.byName('demo', 'a', { limit }), malformed);
      await assert.rejects(finding.all('demo', { limit }), malformed);
    }
    assert.deepEqual((await finding.all('demo', { limit: 500 })).items, []);
  });

  test('finds nobody by nothing, and by what no database can hold', async (t) => {
    const { users, finding } = await opened(t);
    await write(users, named('a', { last: 'a' }));
    for (const typed of ['', ' , ', 'a\0b', 'a\ud800'])
      assert.deepEqual((await finding.byName('demo', typed, page)).items, []);
  });
}
