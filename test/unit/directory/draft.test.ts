import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { draftUser, type HeldUser } from '../../../src/directory/draft.ts';
import type { Fault } from '../../../src/directory/fault.ts';
import { identifierRules } from '../../../src/directory/identifier-rules.ts';
import { readUserInput } from '../../../src/directory/user-input.ts';
import type { UserDraft } from '../../../src/domain/ports/users.ts';
import { importInstitution } from '../../support/import-run.ts';

const rules = identifierRules(importInstitution);

function draft(
  record: unknown,
  held?: HeldUser,
  isPartial?: boolean,
  takesOver?: boolean,
): UserDraft | readonly Fault[] {
  const read = readUserInput(record);
  if (read.type === 'faults') assert.fail(JSON.stringify(read.faults));
  let ids = 0;
  const outcome = draftUser(read.input, {
    institution: 'demo',
    rules,
    now: '2026-03-02T09:00:00.000Z',
    actor: { who: 'import', via: 'test' },
    newId: () => `id-${++ids}`,
    held,
    isPartial,
    takesOver,
  });
  return outcome.type === 'draft' ? outcome.draft : outcome.faults;
}

function drafted(record: unknown, held?: HeldUser, isPartial?: boolean): UserDraft {
  const outcome = draft(record, held, isPartial);
  if ('user' in outcome) return outcome;
  assert.fail(JSON.stringify(outcome));
}

/** The record as it stands once this draft of it was written. */
function heldAfter({ user, identifiers, passwordHash }: UserDraft, changes: Partial<HeldUser['user']> = {}): HeldUser {
  return {
    user: { ...user, ...changes },
    identifiers: identifiers.map(({ scope: _scope, key: _key, ...identifier }) => identifier),
    hasPassword: passwordHash !== undefined,
  };
}

const ines = { primaryIdentifier: 'p1', name: { last: 'Varga' } };
const external = { ...ines, accountType: 'external', owningSystem: 'SIS' };
const barcode = { type: 'BARCODE', value: '29301' };
const values = (draft: UserDraft) => draft.identifiers.map(({ type, value }) => `${type} ${value}`);

describe('a draft of a new user', () => {
  test('is public, internal and active unless the file says otherwise', () => {
    const { recordType, accountType, status } = drafted(ines).user;
    assert.deepEqual([recordType, accountType, status], ['public', 'internal', 'active']);
  });
  test('has the primary identifier first, and each under its key', () => {
    const { identifiers } = drafted({
      ...ines,
      primaryIdentifier: 'P1',
      identifiers: [{ type: 'GOOGLE', value: 'Ab' }],
    });
    assert.deepEqual(
      identifiers.map(({ type, value, scope, key }) => [type, value, scope, key]),
      [
        ['primary', 'P1', 'pooled', 'p1'],
        ['GOOGLE', 'Ab', 'GOOGLE', 'Ab'],
      ],
    );
  });
  test('marks identifiers with the segment of the record', () => {
    assert.equal(drafted({ ...external, identifiers: [barcode] }).identifiers[1]?.segment, 'external');
    assert.equal(drafted({ ...ines, identifiers: [barcode] }).identifiers[1]?.segment, 'internal');
  });
  test('fills in who locked her and when', () => {
    const lock = drafted({ ...ines, signInLock: { reason: 'x' } }).user.signInLock;
    assert.deepEqual(lock, { at: '2026-03-02T09:00:00.000Z', by: 'import', reason: 'x' });
  });

  const invisible = '29301\u200b';
  for (const [what, record, path, code] of [
    ['no last name', { primaryIdentifier: 'p1' }, 'name.last', 'field-missing'],
    ['an empty last name', { ...ines, name: { last: ' ' } }, 'name.last', 'field-missing'],
    ['an empty primary identifier', { ...ines, primaryIdentifier: '  ' }, 'primaryIdentifier', 'value-invalid'],
    ['an invisible character', { ...ines, primaryIdentifier: invisible }, 'primaryIdentifier', 'value-invalid'],
    ['a direction mark', { ...ines, primaryIdentifier: 'p\u200f1' }, 'primaryIdentifier', 'value-invalid'],
    ['a soft hyphen', { ...ines, primaryIdentifier: 'p\u00ad1' }, 'primaryIdentifier', 'value-invalid'],
    ['a filler letter', { ...ines, primaryIdentifier: 'p\u31641' }, 'primaryIdentifier', 'value-invalid'],
    ['an unassigned character', { ...ines, primaryIdentifier: 'p\u0378' }, 'primaryIdentifier', 'value-invalid'],
    ['too long a value', { ...ines, primaryIdentifier: 'x'.repeat(256) }, 'primaryIdentifier', 'value-invalid'],
    ['an external user without owner', { ...ines, accountType: 'external' }, 'owningSystem', 'owning-system'],
    ['an internal user with owner', { ...ines, owningSystem: 'SIS' }, 'owningSystem', 'owning-system'],
    [
      'a contact with an identifier',
      { ...ines, recordType: 'contact', identifiers: [barcode] },
      'identifiers.0',
      'contact-identifier',
    ],
    [
      'an unknown type',
      { ...ines, identifiers: [{ type: 'barcode', value: '1' }] },
      'identifiers.0',
      'identifier-type-unknown',
    ],
    [
      'the primary identifier as a type',
      { ...ines, identifiers: [{ type: 'primary', value: '1' }] },
      'identifiers.0',
      'identifier-type-unknown',
    ],
    [
      'a type for others',
      { ...ines, recordType: 'staff', identifiers: [{ type: 'STUDENT_NO', value: '1' }] },
      'identifiers.0',
      'identifier-type-not-for-record',
    ],
    [
      'a value of another form',
      { ...ines, identifiers: [{ type: 'BARCODE', value: '12a' }] },
      'identifiers.0',
      'identifier-pattern',
    ],
    [
      'an invisible mark behind a value',
      { ...ines, identifiers: [{ type: 'BARCODE', value: '12\u200e' }] },
      'identifiers.0',
      'value-invalid',
    ],
    [
      'one value twice',
      { ...ines, identifiers: [barcode, { type: 'STAFF_NO', value: '29301' }] },
      'identifiers.1',
      'identifier-duplicate',
    ],
    [
      'the primary identifier once more',
      { ...ines, identifiers: [{ type: 'STAFF_NO', value: 'P1' }] },
      'identifiers.0',
      'identifier-duplicate',
    ],
    [
      'two preferred addresses',
      { ...ines, emails: ['a@b.example', 'c@d.example'].map((address) => ({ address, preferred: true })) },
      'emails',
      'preferred-twice',
    ],
    [
      'two phones preferred for messages',
      { ...ines, phones: ['1', '2'].map((number) => ({ number, preferredSms: true })) },
      'phones',
      'preferred-twice',
    ],
  ] as const) {
    test(`is refused for ${what}`, () => {
      const outcome = draft(record);
      assert.deepEqual('user' in outcome ? [] : outcome.map(({ path, code }) => [path, code]), [[path, code]]);
    });
  }

  test('takes a value of 255 characters that are 510 halves', () => {
    assert.equal(drafted({ ...ines, primaryIdentifier: '😀'.repeat(255) }).identifiers.length, 1);
  });
  test('lets a type of its own have the value of the primary identifier', () => {
    assert.equal(drafted({ ...ines, identifiers: [{ type: 'GOOGLE', value: 'p1' }] }).identifiers.length, 2);
  });
  test('names every fault, not the first alone', () => {
    const outcome = draft({ primaryIdentifier: '', accountType: 'external', identifiers: [{ type: 'X', value: '1' }] });
    assert.equal('user' in outcome ? 0 : outcome.length, 4);
  });
});

describe('a draft of a user who stands already', () => {
  const before = drafted({
    ...external,
    userGroup: 'UG',
    identifiers: [barcode, { type: 'GOOGLE', value: 'g1', segment: 'internal' }],
    emails: [
      { address: 'a@b.example', preferred: true },
      { address: 'own@b.example', segment: 'internal' },
    ],
    blocks: [{ type: 'CASH', description: 'FINES' }],
    signInLock: { reason: 'stolen' },
  });
  const held = heldAfter(before, { version: 7, sessionEpoch: 3 });

  test('keeps id, version, epoch and making', () => {
    const { id, version, sessionEpoch, createdAt } = drafted(external, held).user;
    assert.deepEqual([id, version, sessionEpoch, createdAt], [before.user.id, 7, 3, before.user.createdAt]);
  });
  test('leaves what the file does not say', () => {
    const { userGroup, emails, blocks, signInLock } = drafted({ primaryIdentifier: 'p1' }, held).user;
    assert.deepEqual({ userGroup, emails, blocks, signInLock }, pick(before.user));
  });
  test('clears what the file says is nothing', () => {
    const expiring = heldAfter(before, { expiryDate: '2030-01-01' });
    const { expiryDate, signInLock } = drafted({ ...external, expiryDate: null, signInLock: null }, expiring).user;
    assert.deepEqual([expiryDate, signInLock], [undefined, undefined]);
  });
  test('clears of an external user no field that staff may set, however the file says that it is empty', () => {
    assert.equal(drafted({ ...external, userGroup: null }, held).user.userGroup, 'UG');
    const libraries = heldAfter(before, { rsLibraries: ['MAIN'] });
    assert.deepEqual(drafted({ ...external, rsLibraries: [] }, libraries).user.rsLibraries, ['MAIN']);
  });
  test('clears every field of an internal user that the file says is empty', () => {
    const here = heldAfter(drafted({ ...ines, userGroup: 'UG' }));
    assert.equal(drafted({ ...ines, userGroup: null }, here).user.userGroup, undefined);
  });
  test('keeps all identifiers where the file names none', () => {
    assert.deepEqual(values(drafted(external, held)), values(before));
  });
  test('takes the identifiers of the file for the external ones, and keeps the internal ones', () => {
    const next = drafted({ ...external, identifiers: [{ type: 'BARCODE', value: '777' }] }, held);
    assert.deepEqual(values(next), ['primary p1', 'BARCODE 777', 'GOOGLE g1']);
  });
  test('lets go of external identifiers of a type that the file does not name', () => {
    const next = drafted({ ...external, identifiers: [{ type: 'STUDENT_NO', value: 'S1' }] }, held);
    assert.deepEqual(values(next), ['primary p1', 'STUDENT_NO S1', 'GOOGLE g1']);
  });
  test('keeps types that a file of few columns does not name', () => {
    const next = drafted({ ...external, identifiers: [{ type: 'STUDENT_NO', value: 'S1' }] }, held, true);
    assert.deepEqual(values(next), ['primary p1', 'STUDENT_NO S1', 'BARCODE 29301', 'GOOGLE g1']);
  });
  test('keeps the id and segment of an identifier that is named again', () => {
    const next = drafted({ ...external, identifiers: [{ type: 'GOOGLE', value: 'g1', status: 'inactive' }] }, held);
    const google = next.identifiers.find(({ type }) => type === 'GOOGLE');
    const was = before.identifiers.find(({ type }) => type === 'GOOGLE');
    assert.deepEqual([google?.id, google?.segment, google?.status], [was?.id, 'internal', 'inactive']);
  });
  test('keeps a former primary identifier as alias', () => {
    const alias = {
      id: 'x',
      userId: before.user.id,
      type: 'primary',
      value: 'old',
      status: 'alias',
      segment: 'external',
    };
    const renamed = { ...held, identifiers: [...held.identifiers, alias as HeldUser['identifiers'][number]] };
    assert.ok(values(drafted({ ...external, identifiers: [] }, renamed)).includes('primary old'));
  });
  test('keeps an address the library added, no longer preferred beside that of the file', () => {
    const own = heldAfter(
      drafted({ ...external, emails: [{ address: 'own@b.example', preferred: true, segment: 'internal' }] }),
    );
    const { emails } = drafted({ ...external, emails: [{ address: 'new@b.example', preferred: true }] }, own).user;
    assert.deepEqual(
      emails.map(({ address, preferred }) => [address, preferred]),
      [
        ['new@b.example', true],
        ['own@b.example', false],
      ],
    );
  });
  test('keeps that an address was proved', () => {
    const proved = heldAfter(before, {
      emails: before.user.emails.map((email) => ({ ...email, provedAt: '2026-01-01' })),
    });
    const { emails } = drafted({ ...external, emails: [{ address: 'A@b.example' }] }, proved).user;
    assert.equal(emails[0]?.provedAt, '2026-01-01');
  });
  test('leaves fields of an external user that staff protected', () => {
    const protectedUser = heldAfter(before, { protectedFields: ['userGroup', 'name.last'] });
    const { userGroup, name } = drafted({ ...external, userGroup: 'PG', name: { last: 'Other' } }, protectedUser).user;
    assert.deepEqual([userGroup, name.last], ['UG', 'Varga']);
  });
  test('leaves a protected list as staff left it', () => {
    const kept = heldAfter(before, { rsLibraries: ['MAIN'], protectedFields: ['rsLibraries'] });
    assert.deepEqual(drafted({ ...external, rsLibraries: ['LAW'] }, kept).user.rsLibraries, ['MAIN']);
  });
  test('leaves internal what was entered here, whatever segment the file gives it', () => {
    const next = drafted(
      {
        ...external,
        identifiers: [{ type: 'GOOGLE', value: 'g1', segment: 'external' }],
        emails: [{ address: 'own@b.example', segment: 'external' }],
      },
      held,
    );
    assert.equal(next.identifiers.find(({ type }) => type === 'GOOGLE')?.segment, 'internal');
    assert.equal(next.user.emails[0]?.segment, 'internal');
  });
  test('does not switch on an identifier that the library switched off, unless the file names it as internal', () => {
    const off = {
      ...held,
      identifiers: held.identifiers.map((one) => (one.type === 'GOOGLE' ? { ...one, status: 'inactive' } : one)),
    } as HeldUser;
    const status = (google: object) =>
      drafted({ ...external, identifiers: [{ type: 'GOOGLE', value: 'g1', ...google }] }, off).identifiers.find(
        ({ type }) => type === 'GOOGLE',
      )?.status;
    assert.deepEqual([status({}), status({ segment: 'internal' })], ['inactive', 'active']);
  });
  test('leaves preferred what staff chose, while it is there', () => {
    const chosen = (protectedFields: string[], preferred: string) =>
      heldAfter(before, {
        protectedFields,
        emails: before.user.emails.map((email) => ({ ...email, preferred: email.address === preferred })),
      });
    const brought = { ...external, emails: [{ address: 'a@b.example', preferred: true }] };
    const preferredOf = (held: HeldUser) =>
      drafted(brought, held).user.emails.flatMap(({ address, preferred }) => (preferred ? [address] : []));
    assert.deepEqual(preferredOf(chosen(['emails.preferred'], 'own@b.example')), ['own@b.example']);
    assert.deepEqual(preferredOf(chosen([], 'own@b.example')), ['a@b.example']);
  });
  test('has one phone preferred for messages, of several', () => {
    const own = heldAfter(drafted({ ...external, phones: [{ number: '1', preferredSms: true, segment: 'internal' }] }));
    const { phones } = drafted({ ...external, phones: [{ number: '2', preferredSms: true }] }, own).user;
    assert.deepEqual(
      phones.map(({ number, preferredSms }) => [number, preferredSms]),
      [
        ['2', true],
        ['1', false],
      ],
    );
  });
  test('is refused where another system names a user whom the library manages, unless it is told to take over', () => {
    const here = heldAfter(drafted({ ...ines, identifiers: [barcode] }));
    const outcome = draft(external, here);
    assert.deepEqual('user' in outcome ? [] : outcome.map(({ code }) => code), ['managed-here']);
    const taken = draft(external, here, false, true);
    assert.ok('user' in taken);
    assert.equal(taken.user.accountType, 'external');
    assert.equal(taken.identifiers[1]?.segment, 'internal');
  });
  test('makes every part internal when she becomes internal', () => {
    const { user, identifiers } = drafted({ ...ines, accountType: 'internal' }, held);
    const segments = [...user.emails, ...identifiers].map(({ segment }) => segment);
    assert.deepEqual(new Set(segments), new Set(['internal']));
  });
  test('sets a password only where there is none', () => {
    const passwordHash = `$argon2id$v=19$m=19456,t=2,p=1$${'A'.repeat(22)}$${'B'.repeat(43)}`;
    assert.equal(drafted({ ...external, passwordHash }, held).passwordHash, passwordHash);
    assert.equal(drafted({ ...external, passwordHash }, { ...held, hasPassword: true }).passwordHash, undefined);
  });
  test('needs no other system any more when she becomes internal', () => {
    assert.equal(drafted({ ...ines, accountType: 'internal' }, held).user.owningSystem, undefined);
  });
  test('is refused as a contact while she holds identifiers', () => {
    const outcome = draft({ ...external, recordType: 'contact' }, held);
    assert.ok(!('user' in outcome) && outcome.every(({ code }) => code === 'contact-identifier'));
  });
});

function pick({ userGroup, emails, blocks, signInLock }: UserDraft['user']) {
  return { userGroup, emails, blocks, signInLock };
}

describe('the rules of identifiers', () => {
  for (const code of ['primary', 'pooled']) {
    test(`know no type called ${code}, whatever the configuration says`, () => {
      const [type] = importInstitution.identifierTypes;
      assert.ok(type);
      const { types } = identifierRules({ ...importInstitution, identifierTypes: [{ ...type, code }] });
      assert.equal(types.size, 0);
    });
  }
});
