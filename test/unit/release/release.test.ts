import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { release as releaseFields } from '../../../config/schema.ts';
import type { Identifier } from '../../../src/domain/identifier.ts';
import type { User } from '../../../src/domain/user.ts';
import { releaseOf, withRecord } from '../../../src/relying-parties/release.ts';
import { seedDraft, type UserSeed } from '../../support/user-seed.ts';

const today = '2026-03-02';

function outcome(seed: Partial<UserSeed>, release: object, identifiers?: readonly Identifier[]) {
  const draft = seedDraft({ primaryIdentifier: 'ada', ...seed }, 'user-1', `${today}T09:00:00Z`);
  const user: User = draft.user;
  const parsed = releaseFields.parse(release);
  return releaseOf({
    release: parsed,
    user,
    identifiers: identifiers ?? draft.identifiers,
    today,
    pseudonym: () => 'a pseudonym',
  });
}

function subject(...args: Parameters<typeof outcome>): string | undefined {
  const released = outcome(...args);
  return released.type === 'released' ? released.subject : undefined;
}

function claims(seed: Partial<UserSeed>, sources: object) {
  const released = outcome(seed, { claims: sources });
  if (released.type !== 'released') return released;
  const { user } = seedDraft({ primaryIdentifier: 'ada', ...seed }, 'user-1', `${today}T09:00:00Z`);
  return withRecord(released, releaseFields.parse({ claims: sources }), user);
}

const barcode = { type: 'BARCODE', value: '1' };
const student = { type: 'STUDENT_NO', value: '4711' };

describe('the subject of a release', () => {
  test('is the primary identifier unless told otherwise', () => {
    assert.equal(subject({}, {}), 'ada');
  });

  test('is the first type, in the order of the release, that the user has', () => {
    const types = ['BARCODE', 'STUDENT_NO'];
    assert.equal(subject({ identifiers: [student, barcode] }, { subject: types }), '1');
    assert.equal(subject({ identifiers: [student] }, { subject: types }), '4711');
  });

  test('is never an identifier that is not active', () => {
    for (const status of ['inactive', 'alias', 'retired', 'held'] as const) {
      const seed = { identifiers: [{ ...barcode, status }] };
      assert.deepEqual(outcome(seed, { subject: ['BARCODE'] }), { type: 'refused', code: 'VST_IDENTIFIER_MISSING' });
    }
  });

  test('does not fall back on another identifier', () => {
    assert.equal(subject({ identifiers: [student] }, { subject: ['BARCODE'] }), undefined);
  });

  test('stays the oldest value when a second card is added', () => {
    const cards = [
      { ...barcode, id: 'b', value: 'new card' },
      { ...barcode, id: 'a', value: 'old card' },
    ];
    assert.equal(subject({ identifiers: cards }, { subject: ['BARCODE'] }), 'old card');
  });
});

describe('who is released at all', () => {
  const refused = (code: string) => ({ type: 'refused', code });

  test('only the record types of the release', () => {
    assert.deepEqual(
      outcome({ recordType: 'staff' }, { recordTypes: ['public'] }),
      refused('VST_USER_NOT_FOR_APPLICATION'),
    );
  });

  test('never a contact', () => {
    assert.deepEqual(outcome({ recordType: 'contact' }, {}), refused('VST_USER_NOT_FOR_APPLICATION'));
  });

  test('only the user groups of the release, where it names some', () => {
    const staffOnly = { userGroups: ['STAFF'] };
    assert.deepEqual(outcome({ userGroup: 'STUDENT' }, staffOnly), refused('VST_USER_NOT_FOR_APPLICATION'));
    assert.deepEqual(outcome({}, staffOnly), refused('VST_USER_NOT_FOR_APPLICATION'));
    assert.equal(subject({ userGroup: 'STAFF' }, staffOnly), 'ada');
  });

  test('an expired user only where the application accepts her', () => {
    const expired = { accountType: 'external', expiryDate: '2026-03-01' } as const;
    assert.equal(subject(expired, {}), 'ada');
    assert.deepEqual(outcome(expired, { acceptExpired: false }), refused('VST_USER_EXPIRED'));
    assert.equal(subject({ ...expired, expiryDate: today }, { acceptExpired: false }), 'ada');
  });
});

describe('the claims of a release', () => {
  test('are those it names, and no more', () => {
    const seed = { userGroup: 'STUDENT', preferredLanguage: 'de' };
    assert.deepEqual(claims(seed, { group: 'user_group' }), { group: 'STUDENT' });
    assert.deepEqual(claims(seed, {}), {});
  });

  test('leave out what has no value', () => {
    assert.deepEqual(claims({}, { group: 'user_group', card: { identifier: 'BARCODE' }, mail: 'email' }), {});
  });

  test('take the preferred names and the preferred address', () => {
    const seed = {
      name: { first: 'Augusta', preferredFirst: 'Ada', last: 'King' },
      emails: [
        { address: 'old@library.example', types: [], preferred: false, segment: 'internal' as const },
        { address: 'ada@library.example', types: [], preferred: true, segment: 'internal' as const },
      ],
    };
    const sources = { name: 'name', given_name: 'given_name', family_name: 'family_name', email: 'email' };
    assert.deepEqual(claims(seed, sources), {
      name: 'Ada King',
      given_name: 'Ada',
      family_name: 'King',
      email: 'ada@library.example',
    });
  });

  test('tell blocks and expiry as facts', () => {
    const facts = { blocked: 'blocked', expired: 'expired', until: 'expiry_date' };
    const block = { type: 'CASH', description: 'fines', status: 'active' as const };
    assert.deepEqual(claims({ blocks: [block] }, facts), { blocked: true, expired: false });
    assert.deepEqual(claims({ blocks: [{ ...block, expiryDate: '2026-03-01' }], expiryDate: '2026-03-01' }, facts), {
      blocked: false,
      expired: true,
      until: '2026-03-01',
    });
    assert.deepEqual(claims({ blocks: [{ ...block, status: 'inactive' }] }, { blocked: 'blocked' }), {
      blocked: false,
    });
  });

  test('may be every value of a type, each with a scope behind it', () => {
    const seed = { identifiers: [barcode, { type: 'BARCODE', value: '2', status: 'retired' as const }, student] };
    const all = { identifier: ['BARCODE', 'STUDENT_NO'], all: true, scope: 'library.example' };
    assert.deepEqual(claims(seed, { ids: all, first: { identifier: 'STUDENT_NO', scope: 'uni.example' } }), {
      ids: ['1@library.example', '4711@library.example'],
      first: '4711@uni.example',
    });
    assert.deepEqual(claims({}, { ids: all }), {});
  });

  test('may be what a fact means to the application, or the same for everybody', () => {
    const affiliation = { from: 'user_group', map: { STAFF: ['employee', 'member'] }, otherwise: 'affiliate' };
    const scoped = { from: 'user_group', map: { STAFF: 'staff' }, scope: 'library.example' };
    const sources = { affiliation, scoped, org: { value: 'library' } };
    assert.deepEqual(claims({ userGroup: 'STAFF' }, sources), {
      affiliation: ['employee', 'member'],
      scoped: 'staff@library.example',
      org: 'library',
    });
    assert.deepEqual(claims({ userGroup: 'GUEST' }, sources), { affiliation: 'affiliate', org: 'library' });
    assert.deepEqual(claims({}, { group: { from: 'user_group', otherwise: 'none' } }), { group: 'none' });
  });

  test('say which of them need the whole record', () => {
    const released = outcome({}, { claims: { mail: 'email', name: 'name', email: { identifier: 'MAIL' } } });
    assert.deepEqual(released.type === 'released' && released.lateClaims, ['mail']);
  });
});
