import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type NotedEntry, verifyChain } from '../../../src/directory/audit/verify.ts';
import { hashOfEntry } from '../../../src/domain/audit-hash.ts';
import type { AuditRecord } from '../../../src/domain/ports/audit-trail.ts';
import { chainOf, inOrder } from '../../support/audit-chain.ts';

const { entries, head } = chainOf(
  [1, 2, 3, 4, 5].map((number) => ({ userId: `u${number}`, detail: { facts: { name: `name ${number}` } } })),
);
const [first, second, third, fourth, fifth] = entries as [
  AuditRecord,
  AuditRecord,
  AuditRecord,
  AuditRecord,
  AuditRecord,
];

const verify = (given: readonly AuditRecord[], of = head, noted?: NotedEntry) => verifyChain(inOrder(given), of, noted);
const broken = (seq: number, fault: string) => ({ code: 'VST_AUDIT_BROKEN', detail: { seq, fault } });
const erased = (entry: AuditRecord) => ({ ...entry, detail: undefined, salt: undefined });
const rehashed = (entry: AuditRecord) => ({ ...entry, hash: hashOfEntry(entry) });

describe('a chain verifies', () => {
  test('that was not touched', async () => {
    assert.deepEqual(await verify(entries), { entries: 5, erased: 0, last: { seq: 5, hash: head.hash } });
  });

  test('whose details were erased with their salts', async () => {
    const { erased: count } = await verify([first, erased(second), erased(third), fourth, fifth]);
    assert.equal(count, 2);
  });

  test('that has no entries', async () => {
    assert.equal((await verify([], chainOf([]).head)).entries, 0);
  });

  test('that begins behind its anchor', async () => {
    const cut = { ...head, anchorSeq: 2, anchorHash: second.hash };
    assert.equal((await verify([third, fourth, fifth], cut)).entries, 3);
  });

  test('that retention has taken away whole', async () => {
    await verify([], { ...head, anchorSeq: 5, anchorHash: fifth.hash });
  });

  test('that grew while it was read', async () => {
    const then = { ...head, seq: 3, hash: third.hash };
    assert.equal((await verify(entries, then)).last.seq, 5);
  });

  test('in which a noted entry still stands', async () => {
    await verify(entries, head, { seq: 3, hash: third.hash });
  });
});

describe('a chain is broken', () => {
  const tampered: Record<string, readonly [readonly AuditRecord[], number, string]> = {
    'by another action': [[first, { ...second, action: 'created' }, third, fourth, fifth], 2, 'hash'],
    'by another person in who': [[first, { ...second, who: 'Operator' }, third, fourth, fifth], 2, 'hash'],
    'by another time': [[first, { ...second, at: 3 }, third, fourth, fifth], 2, 'hash'],
    'by a user taken out of it': [[first, { ...second, userId: undefined }, third, fourth, fifth], 2, 'hash'],
    'by a changed byte of a detail': [
      [first, second, { ...third, detail: { facts: { name: 'name 4' } } }, fourth, fifth],
      3,
      'detail',
    ],
    'by a detail put in the place of an erased one': [
      [first, second, { ...third, detail: undefined }, fourth, fifth],
      3,
      'detail',
    ],
    'by an entry that was dropped': [[first, second, fourth, fifth], 4, 'number'],
    'by two entries that were swapped': [[first, third, second, fourth, fifth], 3, 'number'],
    'by two entries that exchanged what they say': [
      [first, { ...third, seq: 2 }, { ...second, seq: 3 }, fourth, fifth],
      2,
      'previous',
    ],
    'by an entry that stands twice': [[first, second, second, third, fourth, fifth], 2, 'number'],
    'by an entry changed and hashed anew': [
      [first, rehashed({ ...second, action: 'created' }), third, fourth, fifth],
      3,
      'previous',
    ],
    'by a last entry changed and hashed anew': [
      [first, second, third, fourth, rehashed({ ...fifth, action: 'created' })],
      5,
      'head',
    ],
    'by a tail that was cut': [[first, second, third], 4, 'cut'],
    'by a beginning that was cut': [[second, third, fourth, fifth], 2, 'number'],
    'by the loss of everything': [[], 1, 'cut'],
  };
  for (const [how, [given, seq, fault]] of Object.entries(tampered)) {
    test(how, async () => {
      await assert.rejects(verify(given), broken(seq, fault));
    });
  }

  test('that was written anew from an entry on, head and all, when an entry was noted elsewhere', async () => {
    const { entries: anew, head: newHead } = chainOf([{ action: 'invented' }, {}, {}, {}, {}]);
    await verify(anew, newHead);
    await assert.rejects(verify(anew, newHead, { seq: 3, hash: third.hash }), broken(3, 'known'));
  });

  test('that was cut, head and all, behind an entry that was noted elsewhere', async () => {
    const short = { ...head, seq: 3, hash: third.hash };
    await assert.rejects(verify([first, second, third], short, { seq: 5, hash: fifth.hash }), broken(4, 'cut'));
  });
});
