import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Caller, Directory } from '../../../src/directory/deps.ts';
import { findUsers, listUsers } from '../../../src/directory/finding.ts';
import type { Page } from '../../../src/domain/ports/finding.ts';
import { holding, openTestDirectory, operator } from '../../support/directory.ts';

const email = (address: string) => [{ address, types: [], preferred: true, segment: 'internal' } as const];
const names = ({ items }: Page<{ readonly primaryIdentifier: string }>) =>
  items.map(({ primaryIdentifier }) => primaryIdentifier);

const types = [
  { code: 'BARCODE', label: 'Barcode' },
  { code: 'CHIP', label: 'Chip', hiddenFromStaff: true },
  { code: 'CAMPUS', label: 'Campus number', uniqueness: 'type' as const },
];

const manager = holding('user-manager');
const desk = holding('circulation-desk-operator');

describe('finding users', () => {
  let directory: Directory;
  let close: () => Promise<void>;
  after(() => close());
  before(async () => {
    const opened = await openTestDirectory({ config: { identifierTypes: types } });
    ({ directory, close } = opened);
    await opened.seed({ primaryIdentifier: 'lovelace', name: { first: 'Grace', last: 'Hopper' } });
    opened.clock.advance(1);
    await opened.seed({
      primaryIdentifier: 'ada',
      name: { first: 'Ada', last: 'Lovelace' },
      emails: email('Shared@post.example'),
      identifiers: [
        { type: 'BARCODE', value: '2930-1' },
        { type: 'CHIP', value: 'chip-1' },
        { type: 'CAMPUS', value: '77', status: 'inactive' },
        { type: 'BARCODE', value: 'old-1', status: 'retired' },
      ],
      signInLock: { at: '2026-01-01T00:00:00Z', by: 'x' },
      userGroup: 'UG',
    });
    opened.clock.advance(1);
    await opened.seed({
      primaryIdentifier: '77',
      name: { last: 'Lovelace-King' },
      emails: email('shared@post.example'),
    });
  });

  const find = async (text: string, caller: Caller = operator) =>
    names(await findUsers(directory, caller, { text, page: { limit: 20 } }));

  test('tries a text as identifier, as address and as the beginning of a name, the exact ones first', async () => {
    assert.deepEqual(await find('lovelace'), ['lovelace', 'ada', '77']);
    assert.deepEqual(await find(' 2930-1 '), ['ada']);
    assert.deepEqual(await find('SHARED@post.example'), ['ada', '77']);
    assert.deepEqual(await find('Lovelace, A'), ['ada']);
    assert.deepEqual(await find('nobody'), []);
  });

  test('finds in every type at once, by an inactive identifier too, the primary one first', async () => {
    assert.deepEqual(await find('77'), ['77', 'ada']);
  });

  test('finds nobody by a retired value', async () => {
    assert.deepEqual(await find('old-1'), []);
  });

  test('finds by a hidden type for the operator only', async () => {
    assert.deepEqual(await find('chip-1'), ['ada']);
    assert.deepEqual(await find('chip-1', manager), []);
    assert.deepEqual(await find('2930-1', manager), ['ada']);
  });

  test('finds by any whole identifier, address and name at a desk: a card is scanned there', async () => {
    assert.deepEqual(await find('2930-1', desk), ['ada']);
    assert.deepEqual(await find('77', desk), ['77', 'ada']);
    assert.deepEqual(await find('ada', desk), ['ada']);
    assert.deepEqual(await find('shared@post.example', desk), ['ada', '77']);
  });

  test('shows a desk names, primary identifier, group, expiry and blocks, user management more', async () => {
    const [atDesk] = (await findUsers(directory, desk, { text: 'ada', page: { limit: 1 } })).items;
    assert.deepEqual(Object.keys(atDesk ?? {}).sort(), [
      'blocks',
      'expiryDate',
      'id',
      'name',
      'primaryIdentifier',
      'userGroup',
    ]);
    const [managed] = (await findUsers(directory, manager, { text: 'ada', page: { limit: 1 } })).items;
    assert.deepEqual([managed?.status, managed?.signInLock?.by, managed?.recordType], ['active', 'x', 'public']);
    const [listed] = (await listUsers(directory, desk, { limit: 1 })).items;
    assert.deepEqual(Object.keys(listed ?? {}), Object.keys(atDesk ?? {}));
  });

  test('gives all, and nobody twice, page by page', async () => {
    for (const [text, all] of [
      ['lovelace', ['lovelace', 'ada', '77']],
      ['shared@post.example', ['ada', '77']],
      ['ada', ['ada']],
    ] as const) {
      for (const limit of [1, 2, 3, 20]) {
        const pages: string[] = [];
        for (let after: string | undefined; ; ) {
          const page = await findUsers(directory, operator, { text, page: { limit, after } });
          pages.push(...names(page));
          assert.ok(page.items.length <= limit);
          after = page.next;
          if (after === undefined) break;
        }
        assert.deepEqual(pages, all, `${text} by ${limit}`);
      }
    }
  });

  test('lists all in the order of their making, page by page', async () => {
    const first = await listUsers(directory, manager, { limit: 2 });
    const second = await listUsers(directory, manager, { limit: 2, after: first.next });
    assert.deepEqual([names(first), names(second), second.next], [['lovelace', 'ada'], ['77'], undefined]);
  });

  test('refuses whoever may not find users', async () => {
    for (const caller of [holding(), holding('patron'), holding('general-system-administrator')]) {
      await assert.rejects(find('ada', caller), { code: 'VST_NOT_ALLOWED' });
      await assert.rejects(listUsers(directory, caller, { limit: 1 }), { code: 'VST_NOT_ALLOWED' });
    }
  });

  test('refuses a blank text, no room, and a place that the search did not give', async () => {
    const malformed = { code: 'VST_REQUEST_MALFORMED' };
    const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const finding = (text: string, limit: number, after?: string) =>
      findUsers(directory, operator, { text, page: { limit, after } });
    await assert.rejects(finding(' \t', 5), malformed);
    for (const limit of [0, -1, 1.5, 501, Number.NaN]) await assert.rejects(finding('zzz', limit), malformed);
    for (const after of [
      '',
      'x',
      cursor('exact'),
      cursor(['exact', -1]),
      cursor(['exact', '1']),
      cursor(['name', 'x']),
    ])
      await assert.rejects(finding('ada', 5, after), malformed, after);
  });
});
