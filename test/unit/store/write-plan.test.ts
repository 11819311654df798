import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { UserDraft } from '../../../src/domain/ports/users.ts';
import type { IdentifierRow } from '../../../src/store/identifiers.ts';
import type { Stored } from '../../../src/store/plan.ts';
import { toUserRow } from '../../../src/store/user-rows.ts';
import { planWrite } from '../../../src/store/write-plan.ts';
import { student } from '../../support/fixtures-users.ts';

const now = 1_800_000_000_000;
const context = { actor: { who: 'ann', via: 'test' }, now };

const rowsOf = ({ user, identifiers }: UserDraft): IdentifierRow[] =>
  identifiers.map(({ userId: _userId, note = null, ...identifier }) => {
    const { id: user_id, institution } = user;
    return { ...identifier, institution, user_id, note, folding_version: 1, hold_until: null };
  });

function storedOf(drafts: readonly UserDraft[], others: readonly IdentifierRow[] = []): Stored {
  const rows = [...drafts.flatMap(rowsOf), ...others];
  return {
    holders: new Map(rows.map((row) => [`${row.scope}\n${row.key}`, row])),
    users: new Map(drafts.map(({ user }) => [user.id, toUserRow(user)])),
    identifiersOf: Map.groupBy(rows, ({ user_id }) => user_id ?? ''),
    credentials: new Map(),
  };
}

const [, barcode] = rowsOf(student(1)) as [IdentifierRow, IdentifierRow];
const held = (hold_until: number | null): IdentifierRow => ({ ...barcode, user_id: null, status: 'held', hold_until });

test('a held value is taken until its time is over, by nobody that could be named', () => {
  const { scope, key } = barcode;
  for (const until of [null, now + 1]) {
    const { outcomes } = planWrite(storedOf([], [held(until)]), [student(1)], context);
    assert.deepEqual(outcomes, [{ type: 'taken', scope, key, by: undefined }]);
  }
});

test('a held value whose time is over goes to who asks, and the old row goes first', () => {
  const plan = planWrite(storedOf([], [held(now)]), [student(1)], context);
  assert.equal(plan.outcomes[0]?.type, 'written');
  assert.deepEqual(plan.removedIdentifiers, [held(now)]);
  assert.equal(plan.addedIdentifiers.length, 3);
});

test('a plan ends before a draft that meets a user it touches', () => {
  const plan = planWrite(storedOf([]), [student(1), student(2), student(1, { id: 'other' }), student(3)], context);
  assert.equal(plan.outcomes.length, 2);
});

test('a primary identifier held as something else names nobody to update', () => {
  const number: IdentifierRow = { ...barcode, key: 's0000002', type: 'STUDENT_NO' };
  const { outcomes } = planWrite(storedOf([student(1)], [number]), [student(2)], context);
  assert.deepEqual(outcomes, [{ type: 'taken', scope: 'pooled', key: 's0000002', by: student(1).user.id }]);
});

test('a holder who came after the users were read is no ground to write on', () => {
  const stored = { ...storedOf([student(1)]), users: new Map() };
  assert.throws(() => planWrite(stored, [student(1, { id: 'other' })], context), { name: 'LostRace' });
});
