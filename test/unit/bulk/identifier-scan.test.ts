import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { groupsOf } from '../../../src/directory/bulk/identifier-scan.ts';
import type { StoredIdentifier } from '../../../src/domain/ports/identifier-keys.ts';

const stored = (value: string, userId: string): StoredIdentifier => ({
  id: `${userId}-${value}`,
  userId,
  type: 'BARCODE',
  value,
  status: 'active',
  segment: 'internal',
  scope: 'pooled',
  key: value,
  foldingVersion: 1,
});

async function groups(all: readonly StoredIdentifier[], count = all.length) {
  const scan = async function* () {
    yield* all;
  };
  const grouping = {
    nameOf: ({ value }: StoredIdentifier) => value[0],
    ownerOf: ({ userId }: StoredIdentifier) => userId,
  };
  const found: string[] = [];
  for await (const members of groupsOf(scan, count, grouping)) found.push(members.map(({ value }) => value).join(' '));
  return found.toSorted();
}

describe('groups of identifiers', () => {
  test('are those with one name and several owners', async () => {
    const all = [stored('a1', 'u1'), stored('b1', 'u1'), stored('a2', 'u2'), stored('b2', 'u1'), stored('c', 'u3')];
    assert.deepEqual(await groups(all), ['a1 a2']);
  });

  test('have all members, also those before the second owner', async () => {
    const all = [stored('a1', 'u1'), stored('a2', 'u1'), stored('a3', 'u2'), stored('a4', 'u1')];
    assert.deepEqual(await groups(all), ['a1 a2 a3 a4']);
  });

  test('are the same however often all identifiers are read', async () => {
    const all = Array.from({ length: 52 }, (_, index) =>
      stored(`${String.fromCharCode(97 + (index % 26))}${index}`, `u${index}`),
    );
    assert.deepEqual(await groups(all, 9_000_000), await groups(all));
    assert.equal((await groups(all, 9_000_000)).length, 26);
  });

  test('are told with twenty members at most', async () => {
    const all = Array.from({ length: 30 }, (_, index) => stored(`a${index}`, `u${index}`));
    assert.equal((await groups(all))[0]?.split(' ').length, 20);
  });
});
