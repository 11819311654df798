import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type SplitChoice, splitRecord } from '../../../src/directory/merging/split-record.ts';
import type { HeldIdentifier, UserRecord } from '../../../src/domain/ports/changes.ts';
import { recordOf, withIdentifier } from '../../support/known.ts';

const record = withIdentifier(
  recordOf({
    primaryIdentifier: 'both',
    userGroup: 'STUDENT',
    identifiers: [
      { type: 'BARCODE', value: '111', segment: 'external' },
      { type: 'BARCODE', value: '222' },
    ],
    emails: ['a', 'b'].map((name) => ({
      address: `${name}@example.org`,
      types: [],
      preferred: name === 'a',
      segment: 'external' as const,
    })),
    password: { hash: 'hash', mustChange: false },
  }),
  { type: 'primary', value: 'former', status: 'alias' },
);

function named(value: string): HeldIdentifier {
  const found = record.identifiers.find((identifier) => identifier.value === value);
  assert.ok(found !== undefined);
  return found;
}

function split(choice: Partial<SplitChoice> = {}) {
  const whole: SplitChoice = {
    take: {},
    newPrimary: named('former'),
    name: { last: 'Other' },
    dropSecrets: false,
    ...choice,
  };
  return splitRecord(record, whole, 'u-other', '2026-03-02T09:00:00.000Z', { who: 'staff', via: 'test' });
}

const short = ({ identifiers }: UserRecord) =>
  identifiers.map(({ type, value, status, segment, userId }) => `${type} ${value} ${status} ${segment} ${userId}`);

describe('a split of a record', () => {
  test('moves what is taken and leaves the rest', () => {
    const { stays, goes } = split({ take: { identifiers: [named('111').id], emails: ['b@example.org'] } });
    assert.deepEqual(short(stays), ['primary both active internal u-both', 'BARCODE 222 active internal u-both']);
    assert.deepEqual(short(goes), ['primary former active internal u-other', 'BARCODE 111 active internal u-other']);
    assert.deepEqual(
      [stays, goes].map(({ user }) => user.emails.map(({ address, segment }) => `${address} ${segment}`)),
      [['a@example.org external'], ['b@example.org internal']],
    );
  });

  test('makes an internal user with the new name, of the same group', () => {
    const { user } = split().goes;
    assert.deepEqual(
      [user.accountType, user.name.last, user.userGroup, user.primaryIdentifier, user.createdBy],
      ['internal', 'Other', 'STUDENT', 'former', 'staff'],
    );
  });

  test('makes a card number the primary identifier and no longer a card number', () => {
    const { goes } = split({ newPrimary: named('111'), take: { identifiers: [named('111').id] } });
    assert.deepEqual(short(goes), ['primary 111 active internal u-other']);
  });

  test('ends the sessions of who stays: they may be those of the other', () => {
    assert.equal(split().stays.user.sessionEpoch, record.user.sessionEpoch + 1);
  });

  test('leaves the password with who stays, unless nobody shall have it', () => {
    assert.equal(split().stays.password?.hash, 'hash');
    assert.equal(split({ dropSecrets: true }).stays.password, undefined);
    assert.equal(split().goes.password, undefined);
  });

  test('takes a role of patron along and no other', () => {
    const roles = ['patron', 'user-manager'].map((role) => ({ role, scope: 'DEMO', status: 'active' as const }));
    const both: UserRecord = { ...record, user: { ...record.user, roles } };
    const choice: SplitChoice = { take: {}, newPrimary: named('former'), name: { last: 'Other' }, dropSecrets: false };
    const { stays, goes } = splitRecord(both, choice, 'u-other', '', { who: 'staff', via: 'test' });
    assert.deepEqual([stays.user.roles.length, goes.user.roles.map(({ role }) => role)], [2, ['patron']]);
  });

  test('refuses to take the primary identifier of who stays', () => {
    assert.throws(() => split({ newPrimary: named('both') }), { code: 'VST_USER_INVALID' });
    assert.throws(() => split({ take: { identifiers: [named('both').id] } }), { code: 'VST_USER_INVALID' });
  });

  test('refuses an identifier that she does not have', () => {
    assert.throws(() => split({ take: { identifiers: ['unknown'] } }), { code: 'VST_IDENTIFIER_UNKNOWN' });
  });

  test('refuses an address that she does not have', () => {
    assert.throws(() => split({ take: { emails: ['c@example.org'] } }), { code: 'VST_USER_INVALID' });
  });
});
