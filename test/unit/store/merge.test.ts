import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { User } from '../../../src/domain/user.ts';
import { mergeUser } from '../../../src/store/merge.ts';
import { student } from '../../support/fixtures-users.ts';

const stored: User = { ...student(1).user, version: 4, sessionEpoch: 2 };
const incoming = (given: Partial<User>): User => ({ ...stored, id: 'made-up', version: 1, sessionEpoch: 0, ...given });
const note = { type: 'N', text: 'a', viewableByUser: true, popup: false } as const;

test('a user keeps who she is and what the store counts, whatever a draft says', () => {
  const { id, createdAt, createdBy, version, sessionEpoch } = stored;
  const strange = { createdAt: 'x', createdBy: 'x', version: 9, sessionEpoch: 9 };
  for (const draft of [incoming(strange), { ...stored, ...strange }]) {
    const merged = mergeUser(stored, draft);
    assert.deepEqual(
      [merged.id, merged.createdAt, merged.createdBy, merged.version, merged.sessionEpoch],
      [id, createdAt, createdBy, version, sessionEpoch],
    );
  }
});

test('a sign-in lock is not lifted by another system, and is by an edit', () => {
  const locked = { ...stored, signInLock: { at: '2026-01-01', by: 'ann' } };
  assert.deepEqual(mergeUser(locked, incoming({})).signInLock, locked.signInLock);
  assert.equal(mergeUser(locked, stored).signInLock, undefined);
});

test('a protected field keeps its value, in the record and in the name', () => {
  const kept = {
    ...stored,
    gender: 'F',
    protectedFields: ['campusCode', 'gender', 'name.preferredFirst', 'name.last'],
  };
  const named = { ...kept, name: { ...kept.name, preferredFirst: 'Ina' } };
  const draft = incoming({
    campusCode: 'SOUTH',
    gender: 'M',
    name: { last: 'Other', preferredFirst: 'X', first: 'New' },
  });
  const merged = mergeUser(named, draft);
  assert.deepEqual([merged.campusCode, merged.gender], ['NORTH', 'F']);
  assert.deepEqual(merged.name, { ...merged.name, last: 'Varga 1', preferredFirst: 'Ina', first: 'New' });
  assert.deepEqual(merged.protectedFields, named.protectedFields);
});

test('protection never reaches the identity of a user', () => {
  const kept = { ...stored, protectedFields: ['id', 'version', 'primaryIdentifier', 'constructor'] };
  const merged = mergeUser(kept, incoming({ primaryIdentifier: 'new' }));
  assert.deepEqual([merged.id, merged.version, merged.primaryIdentifier], [stored.id, 4, 'new']);
});

test('an empty value of another system clears no field that staff may set, and does clear its own', () => {
  const merged = mergeUser(stored, incoming({ userGroup: undefined, campusCode: '', expiryDate: undefined }));
  assert.deepEqual([merged.userGroup, merged.campusCode, merged.expiryDate], ['UG', 'NORTH', undefined]);
});

test('lists that other systems do not carry stay where a draft brings none', () => {
  const block = { type: 'GENERAL', description: '02', status: 'active' } as const;
  const kept = { ...stored, blocks: [block], proxyFor: ['p'] };
  const merged = mergeUser(kept, incoming({ blocks: [], roles: [], proxyFor: [] }));
  assert.deepEqual([merged.blocks, merged.roles, merged.proxyFor], [[block], stored.roles, ['p']]);
});

test('external parts are replaced, internal ones stay internal, the same part is not there twice', () => {
  const external = { ...note, segment: 'external' } as const;
  const internal = { ...note, text: 'b', segment: 'internal' } as const;
  const both = { ...note, text: 'c', segment: 'internal' } as const;
  const brought = { ...note, text: 'c', segment: 'external' } as const;
  const merged = mergeUser({ ...stored, notes: [external, internal, both] }, incoming({ notes: [brought] }));
  assert.deepEqual(merged.notes, [{ ...brought, segment: 'internal' }, internal]);
});

test('an address that the person proved stays proved, and one address is preferred', () => {
  const email = (address: string, given: Partial<User['emails'][number]>) =>
    ({ address, types: [], preferred: true, segment: 'internal', ...given }) as const;
  const emails = [email('a@x.example', { provedAt: '2026-01-01' }), email('b@x.example', {})];
  const merged = mergeUser(
    { ...stored, emails },
    incoming({ emails: [email('A@x.example', { segment: 'external' })] }),
  );
  assert.deepEqual(
    merged.emails.map(({ address, provedAt, preferred }) => [address, provedAt, preferred]),
    [
      ['A@x.example', '2026-01-01', true],
      ['b@x.example', undefined, false],
    ],
  );
});
