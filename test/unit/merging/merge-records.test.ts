import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { identifierRules } from '../../../src/directory/identifier-rules.ts';
import { type MergeChoice, mergedRecords } from '../../../src/directory/merging/merge-records.ts';
import { mergeSegments } from '../../../src/directory/merging/segments.ts';
import { VestibuleError } from '../../../src/domain/errors.ts';
import type { UserRecord } from '../../../src/domain/ports/changes.ts';
import { importInstitution } from '../../support/import-run.ts';
import { recordOf, withIdentifier } from '../../support/known.ts';

const rules = identifierRules(importInstitution);
const holdUntil = Date.UTC(2027, 0, 1);
const all: MergeChoice = {
  segments: mergeSegments,
  asInternal: true,
  primary: 'alias',
  takePassword: false,
  takePin: false,
};

const email = (address: string, preferred = false) =>
  ({ address, types: ['personal'], preferred, segment: 'external' }) as const;

const goes = recordOf({
  primaryIdentifier: 'old',
  identifiers: [{ type: 'BARCODE', value: '111', segment: 'external' }],
  emails: [email('old@example.org', true), email('both@example.org')],
});
const stays = recordOf({
  primaryIdentifier: 'new',
  identifiers: [{ type: 'BARCODE', value: '222' }],
  emails: [email('both@example.org', true)],
});

function merge(from: UserRecord = goes, into: UserRecord = stays, choice: Partial<MergeChoice> = {}) {
  return mergedRecords(
    from,
    into,
    { ...all, ...choice },
    { rules, holdUntil, signsInUntil: undefined, seesHidden: true },
  );
}

const short = ({ identifiers }: Pick<UserRecord, 'identifiers'>) =>
  identifiers.map(({ type, value, status, segment, userId }) => `${type} ${value} ${status} ${segment} ${userId}`);
const outcomeOf = (merged: ReturnType<typeof merge>, segment: string) =>
  merged.outcomes.find((outcome) => outcome.segment === segment);

describe('a merge of two records', () => {
  test('brings identifiers as internal and the primary identifier as an alias', () => {
    assert.deepEqual(short(merge().record), [
      'primary new active internal u-new',
      'BARCODE 222 active internal u-new',
      'primary old alias internal u-new',
      'BARCODE 111 active internal u-new',
    ]);
  });

  test('leaves identifiers external where they are to stay so', () => {
    const { record } = merge(goes, stays, { asInternal: false });
    assert.equal(record.identifiers.at(-1)?.segment, 'external');
  });

  test('makes identifiers of the chosen types internal and no others', () => {
    const from = withIdentifier(goes, { type: 'STUDENT_NO', value: 's1', segment: 'external' });
    const { record } = merge(from, stays, { asInternal: ['STUDENT_NO'] });
    assert.deepEqual(short(record).slice(-2), [
      'BARCODE 111 active external u-new',
      'STUDENT_NO s1 active internal u-new',
    ]);
  });

  test('blocks a primary identifier that is let go for the time of holding', () => {
    const { record, kept } = merge(goes, stays, { primary: 'held' });
    assert.deepEqual(
      kept.map(({ value, status, userId, holdUntil: until }) => [value, status, userId, until]),
      [['old', 'held', '', holdUntil]],
    );
    assert.ok(!record.identifiers.some(({ value }) => value === 'old'));
  });

  test('retires identifiers that are not taken over and frees none', () => {
    const { record, kept, outcomes } = merge(goes, stays, { segments: [] });
    assert.deepEqual(short({ identifiers: kept }), ['BARCODE 111 retired external ']);
    assert.equal(kept[0]?.holdUntil, holdUntil);
    assert.ok(!record.identifiers.some(({ value }) => value === '111'));
    assert.deepEqual(outcomes.find(({ segment }) => segment === 'identifiers')?.lost, ['BARCODE 111']);
  });

  test('keeps for how long a value was retired already', () => {
    const from = withIdentifier(goes, { type: 'BARCODE', value: '000', status: 'retired', holdUntil: 77 });
    assert.deepEqual(
      merge(from).kept.map(({ value, holdUntil: until }) => [value, until]),
      [['000', 77]],
    );
  });

  test('retires an identifier of a type that is not for the record type of who stays', () => {
    const from = withIdentifier(goes, { type: 'STUDENT_NO', value: 's1' });
    const into = recordOf({ primaryIdentifier: 'new', recordType: 'staff' });
    const merged = merge(from, into);
    assert.deepEqual(short({ identifiers: merged.kept }), ['STUDENT_NO s1 retired internal ']);
    assert.deepEqual(outcomeOf(merged, 'identifiers')?.lost, ['STUDENT_NO s1']);
  });

  test('gives a contact no identifiers', () => {
    const merged = merge(goes, recordOf({ primaryIdentifier: 'new', recordType: 'contact' }));
    assert.deepEqual(outcomeOf(merged, 'identifiers')?.comes, []);
  });

  test('says of which types who stays has a value already', () => {
    assert.deepEqual(outcomeOf(merge(), 'identifiers')?.collides, ['BARCODE 111 beside BARCODE 222']);
  });

  test('takes each address once, and who stays prefers what she preferred', () => {
    const merged = merge();
    assert.deepEqual(
      merged.record.user.emails.map(({ address, preferred, segment }) => [address, preferred, segment]),
      [
        ['both@example.org', true, 'external'],
        ['old@example.org', false, 'internal'],
      ],
    );
    assert.deepEqual(outcomeOf(merged, 'emails'), {
      segment: 'emails',
      comes: ['old@example.org'],
      collides: ['both@example.org'],
      lost: [],
    });
  });

  test('keeps the proof that she reads an address', () => {
    const from = recordOf({
      primaryIdentifier: 'old',
      emails: [{ ...email('Both@example.org'), provedAt: '2026-01-01' }],
    });
    assert.equal(merge(from).record.user.emails[0]?.provedAt, '2026-01-01');
  });

  test('says what is lost of a part that was not chosen', () => {
    const merged = merge(goes, stays, { segments: ['identifiers'] });
    assert.deepEqual(outcomeOf(merged, 'emails')?.lost, ['old@example.org', 'both@example.org']);
    assert.equal(merged.record.user.emails.length, 1);
  });

  test('takes blocks, notes, statistics, phones, addresses and proxies over', () => {
    const block = { type: 'FINES', description: 'Owes', status: 'active' } as const;
    const note = { type: 'CIRC', text: 'Lost card', viewableByUser: false, popup: true, segment: 'external' } as const;
    const statistic = { category: 'ARTS', segment: 'external' } as const;
    const phone = { number: '123', types: [], preferred: true, preferredSms: true, segment: 'external' } as const;
    const address = { lines: ['Road 1'], types: [], preferred: true, segment: 'external' } as const;
    const from = recordOf({
      primaryIdentifier: 'old',
      blocks: [block],
      notes: [note],
      statistics: [statistic],
      phones: [phone],
      addresses: [address],
      proxyFor: ['prof'],
    });
    const { user } = merge(from).record;
    const segment = 'internal';
    assert.deepEqual(
      [user.blocks, user.notes, user.statistics, user.phones, user.addresses, user.proxyFor],
      [
        [block],
        [{ ...note, segment }],
        [{ ...statistic, segment }],
        [{ ...phone, segment }],
        [{ ...address, segment }],
        ['prof'],
      ],
    );
  });

  test('leaves who stays her password', () => {
    const from = { ...goes, password: { hash: 'theirs', mustChange: false } };
    const into = { ...stays, password: { hash: 'own', mustChange: false } };
    const merged = merge(from, into, { takePassword: true });
    assert.equal(merged.record.password?.hash, 'own');
    assert.deepEqual(outcomeOf(merged, 'password')?.lost, ['that of old']);
  });

  test('gives who stays the password of who goes only where she has none and it was asked for', () => {
    const from = { ...goes, password: { hash: 'theirs', mustChange: false } };
    assert.equal(merge(from).record.password, undefined);
    assert.equal(merge(from, stays, { takePassword: true }).record.password?.hash, 'theirs');
  });

  test('says which details of who goes are lost', () => {
    const from = recordOf({ primaryIdentifier: 'old', name: { last: 'Lovelace' }, userGroup: 'STAFF' });
    const into = recordOf({ primaryIdentifier: 'new', name: { last: 'Lovelace' }, userGroup: 'STUDENT' });
    assert.deepEqual(outcomeOf(merge(from, into), 'details')?.lost, ['userGroup STAFF']);
  });

  const grant = (role: string) => ({ role, scope: '01DEMO_INST', status: 'active' }) as const;

  test('takes the patron by the number that Alma has for the role', () => {
    assert.doesNotThrow(() => merge(recordOf({ primaryIdentifier: 'old', roles: [grant('200')] })));
  });

  test('refuses who goes with a role', () => {
    const from = recordOf({ primaryIdentifier: 'old', roles: [grant('patron'), grant('user-manager')] });
    assert.throws(
      () => merge(from),
      (error) => error instanceof VestibuleError && error.detail['role'] === 'user-manager',
    );
  });

  test('takes who goes as a patron, and says that she no longer is one', () => {
    const merged = merge(recordOf({ primaryIdentifier: 'old', roles: [grant('patron')] }));
    assert.deepEqual(outcomeOf(merged, 'roles')?.lost, ['patron at 01DEMO_INST']);
  });

  test('refuses one and the same user', () => {
    assert.throws(() => merge(goes, goes), { code: 'VST_USER_INVALID' });
  });
});
