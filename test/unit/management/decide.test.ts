import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { identifierRules } from '../../../src/directory/identifier-rules.ts';
import { decideConversion } from '../../../src/directory/management/convert-user.ts';
import { decideEdit } from '../../../src/directory/management/edit-user.ts';
import { faultsIn } from '../../../src/directory/management/refused-input.ts';
import { decideLock, decideUnlock } from '../../../src/directory/management/sign-in-lock.ts';
import { type ReadChanges, readUserChanges } from '../../../src/directory/management/user-changes.ts';
import { settingsSchema } from '../../../src/directory/settings/schema.ts';
import type { UserRecord } from '../../../src/domain/ports/changes.ts';
import { importInstitution } from '../../support/import-run.ts';
import { knownOf, recordOf, withIdentifier } from '../../support/known.ts';

const rules = identifierRules(importInstitution);
const settings = settingsSchema.parse({});
const context = { rules, settings, now: '2026-03-02T09:00:00.000Z', today: '2026-03-02', who: 'ann' };
const password = { hash: 'hash', mustChange: false };
const pin = { hash: 'pin', mustChange: false };
const email = { address: 'uni@x.example', types: [], preferred: true, segment: 'external' } as const;

const outside = withIdentifier(
  withIdentifier(
    recordOf({
      primaryIdentifier: 'ines',
      accountType: 'external',
      owningSystem: 'SIS',
      protectedFields: ['userGroup'],
      userGroup: 'UG',
      emails: [email],
      password,
      pin,
    }),
    { type: 'STUDENT_NO', value: 's1', segment: 'external' },
  ),
  { type: 'primary', value: 'old', status: 'alias', segment: 'external' },
);
const here = withIdentifier(recordOf({ primaryIdentifier: 'ines', password, pin }), { type: 'BARCODE', value: '1' });

function changesOf(raw: unknown): ReadChanges {
  const read = readUserChanges(raw);
  if (read.type === 'faults') assert.fail(JSON.stringify(read.faults));
  return read.changes;
}

function edit(
  record: UserRecord,
  raw: unknown,
  given: { opens?: boolean; followSystem?: string[]; version?: number } = {},
  with_: object = {},
) {
  const { opens = false, followSystem = [], version = record.user.version } = given;
  const input = { userId: record.user.id, version, changes: changesOf(raw), opens, followSystem };
  const decision = decideEdit(knownOf([record]), input, { ...context, ...with_ });
  const [written] = decision.records;
  assert.ok(written);
  return { ...decision, written };
}

describe('an edit', () => {
  test('is refused of a user who was changed since, or is gone', () => {
    assert.throws(() => edit(here, {}, { version: 7 }), { code: 'VST_USER_CHANGED' });
    const input = { userId: 'nobody', version: 1, changes: {}, opens: false, followSystem: [] };
    assert.throws(() => decideEdit(knownOf([here]), input, context), { code: 'VST_USER_UNKNOWN' });
  });
  test('keeps identifiers, password and PIN', () => {
    const { written } = edit(outside, { userGroup: 'PG' });
    assert.deepEqual({ ...written, user: outside.user }, outside);
  });
  test('is refused with every locked field and the name of the system', () => {
    assert.throws(
      () => edit(outside, { gender: 'F', emails: { remove: [0] } }),
      (error: Error & { detail?: unknown }) => {
        assert.deepEqual(error.detail, { fields: 'gender, emails.0', owningSystem: 'SIS' });
        return 'code' in error && error.code === 'VST_FIELD_LOCKED';
      },
    );
  });
  test('of an opened record changes what is locked, protects none of it, and says what will be overwritten', () => {
    const { written, result, facts } = edit(outside, { gender: 'F', campusCode: 'N' }, { opens: true });
    assert.equal(written.user.gender, 'F');
    assert.deepEqual(written.user.protectedFields, ['userGroup', 'campusCode']);
    assert.deepEqual([result.overwrittenBySystem, result.protectedNow], [['gender'], ['campusCode']]);
    assert.deepEqual(facts, { opened: 'gender' });
  });
  test('gives a protected field back to the system', () => {
    const { written, result } = edit(outside, { campusCode: 'N' }, { followSystem: ['userGroup', 'campusCode'] });
    assert.deepEqual(written.user.protectedFields, []);
    assert.deepEqual(result.protectedNow, []);
  });
  test('ends the sessions of whom it shuts out, and of nobody else', () => {
    const epoch = (raw: unknown) =>
      edit(recordOf({ primaryIdentifier: 'ines', sessionEpoch: 4 }), raw).written.user.sessionEpoch;
    assert.deepEqual(
      [{ status: 'inactive' }, { recordType: 'contact' }, { userGroup: 'PG' }, { recordType: 'staff' }].map(epoch),
      [5, 5, 4, 4],
    );
    const off = recordOf({ primaryIdentifier: 'ines', status: 'inactive', sessionEpoch: 4 });
    assert.equal(edit(off, { status: 'active' }).written.user.sessionEpoch, 4);
  });
  test('takes no mandatory field away, but does not ask for one that was missing before', () => {
    const mandatory = {
      ...settings.mandatory,
      public: ['userGroup', 'email'] as const,
      staff: ['campusCode'] as const,
    };
    const asks = { settings: { ...settings, mandatory } };
    const grouped = recordOf({ primaryIdentifier: 'ines', userGroup: 'UG' });
    assert.throws(
      () => edit(grouped, { userGroup: null }, {}, asks),
      (error) => {
        assert.deepEqual(
          faultsIn(error).map(({ path }) => path),
          ['userGroup'],
        );
        return (error as { code?: string }).code === 'VST_FIELD_MISSING';
      },
    );
    assert.equal(edit(grouped, { gender: 'F' }, {}, asks).written.user.gender, 'F');
    assert.throws(() => edit(grouped, { recordType: 'staff' }, {}, asks), { code: 'VST_FIELD_MISSING' });
  });
});

describe('a conversion', () => {
  const convert = (record: UserRecord, given: Partial<Parameters<typeof decideConversion>[1]>) =>
    decideConversion(knownOf([record]), { user: record.user.id, to: 'internal', ...given }, context);

  test('to internal makes every part ours and keeps password, PIN, identifiers and fields', () => {
    const { records, result } = convert(outside, {});
    const [after] = records;
    assert.ok(after);
    assert.deepEqual([after.password, after.pin], [password, pin]);
    assert.deepEqual(
      after.identifiers,
      outside.identifiers.map((one) => ({ ...one, segment: 'internal' })),
    );
    const { owningSystem: _, ...before } = outside.user;
    const emails = [{ ...email, segment: 'internal' }];
    assert.deepEqual(after.user, { ...before, accountType: 'internal', emails, protectedFields: [] });
    assert.deepEqual([result.changed, result.accountType, result.owningSystem], [true, 'internal', undefined]);
  });
  test('to internal leaves no item of any list to the other system', () => {
    const part = { segment: 'external', types: [], preferred: false } as const;
    const lists = {
      emails: [{ ...part, address: 'a@x.example' }],
      phones: [{ ...part, number: '1', preferredSms: false }],
      addresses: [{ ...part, lines: ['1'] }],
      notes: [{ type: 'N', text: 'x', viewableByUser: false, popup: false, segment: 'external' }],
      statistics: [{ category: 'S', segment: 'external' }],
    } as const;
    const full = { ...outside, user: { ...outside.user, ...lists } };
    const [after] = convert(full, {}).records;
    assert.ok(after);
    const { emails, phones, addresses, notes, statistics } = after.user;
    for (const [item] of [emails, phones, addresses, notes, statistics]) assert.equal(item?.segment, 'internal');
  });
  test('to external names the system and keeps every part ours, so that it takes none away', () => {
    const [after] = convert(here, { to: 'external', owningSystem: 'SIS' }).records;
    assert.deepEqual(after, { ...here, user: { ...here.user, accountType: 'external', owningSystem: 'SIS' } });
  });
  test('to external gives the system the types that are named, and nothing that is no name any more', () => {
    const retired = withIdentifier(here, { type: 'BARCODE', value: '2', status: 'retired' });
    const [after] = convert(retired, {
      to: 'external',
      owningSystem: 'SIS',
      externalTypes: ['primary', 'BARCODE'],
    }).records;
    assert.deepEqual(
      after?.identifiers.map(({ value, segment }) => [value, segment]),
      [
        ['ines', 'external'],
        ['1', 'external'],
        ['2', 'internal'],
      ],
    );
  });
  test('gives no system a type that is internal only', () => {
    const internalOnly = new Map([...rules.types].map(([code, rule]) => [code, { ...rule, internalOnly: true }]));
    const strict = { rules: { ...rules, types: internalOnly }, today: context.today };
    const request = { user: here.user.id, to: 'external', owningSystem: 'SIS', externalTypes: ['BARCODE'] } as const;
    assert.throws(() => decideConversion(knownOf([here]), request, strict), { code: 'VST_IDENTIFIER_INVALID' });
  });
  test('there and back loses nothing', () => {
    const [out] = convert(here, { to: 'external', owningSystem: 'SIS', externalTypes: ['BARCODE'] }).records;
    assert.ok(out);
    assert.deepEqual(convert(out, {}).records, [here]);
  });
  test('hands an external user to another system', () => {
    const [after] = convert(outside, { to: 'external', owningSystem: 'HR' }).records;
    assert.deepEqual(after, { ...outside, user: { ...outside.user, owningSystem: 'HR' } });
  });
  test('writes nothing where she is so already', () => {
    assert.deepEqual(convert(here, {}).records, []);
    const same = convert(outside, { to: 'external', owningSystem: 'SIS' });
    assert.deepEqual([same.records, same.result.changed], [[], false]);
  });
  test('warns of what keeps an internal user out', () => {
    const { password: _, ...bare } = outside;
    const expired = { ...bare, user: { ...bare.user, expiryDate: '2026-03-01' } };
    assert.deepEqual(convert(expired, {}).result.warnings, ['expired', 'no-password']);
    const today = { ...outside, user: { ...outside.user, expiryDate: '2026-03-02' } };
    assert.deepEqual(convert(today, {}).result.warnings, []);
  });
  test('is refused of a user who was changed since', () => {
    assert.throws(() => convert(outside, { version: 9 }), { code: 'VST_USER_CHANGED' });
  });
});

describe('the sign-in lock', () => {
  const meant = (record: UserRecord) => ({ userId: record.user.id, version: undefined });

  test('says who set it, when and why, and ends the sessions', () => {
    const [after] = decideLock(knownOf([here]), { ...meant(here), reason: 'lost card', by: 'ann' }).records;
    const signInLock = { at: '2026-03-02T09:00:00.000Z', by: 'ann', reason: 'lost card' };
    assert.deepEqual(after, { ...here, user: { ...here.user, signInLock, sessionEpoch: 1 } });
  });
  test('is lifted, once', () => {
    const locked = { ...here, user: { ...here.user, signInLock: { at: 'x', by: 'ann' } } };
    const { records, result } = decideUnlock(knownOf([locked]), meant(locked));
    assert.deepEqual([records, result.changed], [[here], true]);
    const again = decideUnlock(knownOf([here]), meant(here));
    assert.deepEqual([again.records, again.result.changed], [[], false]);
  });
  test('is refused of a user who was changed since', () => {
    const stale = { ...meant(here), version: 9 };
    assert.throws(() => decideLock(knownOf([here]), { ...stale, reason: 'x', by: 'y' }), { code: 'VST_USER_CHANGED' });
    assert.throws(() => decideUnlock(knownOf([here]), stale), { code: 'VST_USER_CHANGED' });
  });
});
