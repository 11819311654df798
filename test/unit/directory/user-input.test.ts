import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readUserInput, type UserInput } from '../../../src/directory/user-input.ts';

const ines = { primaryIdentifier: 'p1', name: { last: 'Varga' } };

function taken(record: unknown): UserInput {
  const outcome = readUserInput(record);
  if (outcome.type === 'faults') assert.fail(JSON.stringify(outcome.faults));
  return outcome.input;
}

function faults(record: unknown): readonly (readonly [path: string, code: string])[] {
  const outcome = readUserInput(record);
  return outcome.type === 'faults' ? outcome.faults.map(({ path, code }) => [path, code]) : [];
}

const honestHash = `$argon2id$v=19$m=19456,t=2,p=1$${'A'.repeat(22)}$${'B'.repeat(43)}`;

describe('a user in our own shape', () => {
  test('may be little more than a name', () => assert.equal(taken(ines).primaryIdentifier, 'p1'));
  test('has blanks around her texts dropped', () => {
    assert.equal(taken({ ...ines, primaryIdentifier: '\u00a0p1 ', userGroup: ' UG ' }).primaryIdentifier, 'p1');
  });
  test('keeps joiners that a name needs', () => {
    assert.equal(taken({ ...ines, name: { last: 'می‌خواهم' } }).name?.last, 'می‌خواهم');
  });

  for (const [what, record, expected] of [
    ['no primary identifier', { name: { last: 'x' } }, ['primaryIdentifier', 'field-missing']],
    ['a number for an identifier', { ...ines, primaryIdentifier: 7 }, ['primaryIdentifier', 'malformed']],
    ['an unknown field', { ...ines, surname: 'x' }, ['', 'field-unknown']],
    ['an unknown field deep inside', { ...ines, emails: [{ address: 'a@b', x: 1 }] }, ['emails.0', 'field-unknown']],
    ['__proto__ as a field', JSON.parse('{"primaryIdentifier":"p1","__proto__":{}}'), ['', 'field-unknown']],
    ['a password in plain text', { ...ines, password: 'secret' }, ['', 'field-unknown']],
    ['a hash that is cut off', { ...ines, passwordHash: '$2b$10$abc' }, ['passwordHash', 'value-invalid']],
    [
      'a hash that would cost gigabytes',
      { ...ines, passwordHash: honestHash.replace('m=19456', 'm=99999999') },
      ['passwordHash', 'value-invalid'],
    ],
    ['a code in capitals', { ...ines, recordType: 'PUBLIC' }, ['recordType', 'value-invalid']],
    ['a day the calendar does not have', { ...ines, expiryDate: '2027-02-29' }, ['expiryDate', 'date-invalid']],
    ['a day written another way', { ...ines, birthDate: '1.2.2003' }, ['birthDate', 'date-invalid']],
    ['a control character in a name', { ...ines, name: { last: 'a\u0000b' } }, ['name.last', 'value-invalid']],
    ['a turned direction in a name', { ...ines, name: { last: 'a\u202eb' } }, ['name.last', 'value-invalid']],
    ['half a character', { ...ines, userGroup: 'a\ud800' }, ['userGroup', 'value-invalid']],
    ['a text that is too long', { ...ines, userGroup: 'x'.repeat(101) }, ['userGroup', 'value-invalid']],
    ['an address that is none', { ...ines, emails: [{ address: 'nobody' }] }, ['emails.0.address', 'value-invalid']],
    ['more than a list may have', { ...ines, proxyFor: Array(101).fill('p2') }, ['proxyFor', 'value-invalid']],
  ] as const) {
    test(`is refused with ${what}`, () => assert.deepEqual(faults(record), [expected]));
  }

  test('takes 29 February of a leap year', () => {
    assert.equal(taken({ ...ines, expiryDate: '2028-02-29' }).expiryDate, '2028-02-29');
  });
  test('refuses 29 February of 1900', () => {
    assert.deepEqual(faults({ ...ines, birthDate: '1900-02-29' }), [['birthDate', 'date-invalid']]);
  });
  test('takes an argon2id hash', () => {
    assert.equal(taken({ ...ines, passwordHash: honestHash }).passwordHash, honestHash);
  });
  test('is told to bring a hash instead of a password', () => {
    const outcome = readUserInput({ ...ines, password: 'secret' });
    assert.match(outcome.type === 'faults' ? (outcome.faults[0]?.message ?? '') : '', /give its hash/);
  });
  test('is never told what the refused hash was', () => {
    const outcome = readUserInput({ ...ines, passwordHash: 'Tr0ub4dor' });
    assert.ok(!JSON.stringify(outcome).includes('Tr0ub4dor'));
  });
  test('counts characters, not halves of them', () => {
    assert.deepEqual(faults({ ...ines, userGroup: '😀'.repeat(100) }), []);
  });
});

const almaRecord = {
  record_type: { value: 'PUBLIC', desc: 'Public' },
  primary_id: 'p0042137',
  first_name: 'Ines',
  last_name: 'Varga',
  full_name: 'Ines Varga',
  pref_first_name: '',
  user_title: { value: '', desc: null },
  user_group: { value: 'UG', desc: 'Undergraduate' },
  expiry_date: '2028-09-30Z',
  account_type: { value: 'EXTERNAL' },
  external_id: 'SIS',
  password: '',
  pin_number: '',
  status: { value: 'ACTIVE' },
  contact_info: {
    email: [
      { email_address: 'i@uni.example', preferred: true, segment_type: 'External', email_type: [{ value: 'school' }] },
    ],
    address: [{ line1: '7 Mill Lane', line2: null, country: { value: 'GBR' }, preferred: 'true', address_type: [] }],
    phone: [],
  },
  user_identifier: [
    {
      id_type: { value: 'BARCODE', desc: 'Barcode' },
      value: '293',
      note: null,
      status: 'INACTIVE',
      segment_type: 'Internal',
    },
  ],
  user_role: [
    {
      status: { value: 'ACTIVE' },
      scope: { value: '01EXA' },
      role_type: { value: '200' },
      parameter: [{ type: { value: 'Desk' }, value: { value: 'MAIN' } }],
    },
  ],
  user_block: [
    {
      block_type: { value: 'CASH' },
      block_description: { value: '02' },
      block_status: 'ACTIVE',
      created_date: '2024-05-01Z',
    },
  ],
  user_note: [{ note_type: { value: 'LIBRARY' }, note_text: 'x', user_viewable: false, popup_note: true }],
  user_statistic: [{ statistic_category: { value: 'BIO' }, segment_type: 'External' }],
  proxy_for_user: [{ primary_id: 'p2', full_name: 'Somebody' }],
};

describe("a user in the shape of Alma's REST interface", () => {
  const input = taken(almaRecord);

  test('is known by coded values and plain ones', () => {
    const { primaryIdentifier, recordType, accountType, status, owningSystem, userGroup, expiryDate } = input;
    assert.deepEqual(
      { primaryIdentifier, recordType, accountType, status, owningSystem, userGroup, expiryDate },
      {
        primaryIdentifier: 'p0042137',
        recordType: 'public',
        accountType: 'external',
        status: 'active',
        owningSystem: 'SIS',
        userGroup: 'UG',
        expiryDate: '2028-09-30',
      },
    );
  });
  test('brings her identifiers with status and segment', () => {
    assert.deepEqual(input.identifiers, [
      { type: 'BARCODE', value: '293', status: 'inactive', segment: 'internal', note: undefined },
    ]);
  });
  test('brings contacts', () => {
    assert.deepEqual(input.emails?.[0]?.types, ['school']);
    assert.deepEqual([input.addresses?.[0]?.lines, input.addresses?.[0]?.preferred], [['7 Mill Lane'], true]);
  });
  test('brings roles with their parameters, and blocks with the day they were set', () => {
    assert.deepEqual(input.roles?.[0]?.parameters, { Desk: 'MAIN' });
    assert.equal(input.blocks?.[0]?.createdAt, '2024-05-01T00:00:00Z');
  });
  test('brings notes, statistics and those she acts for', () => {
    assert.deepEqual([input.notes?.[0]?.popup, input.statistics?.[0]?.category, input.proxyFor], [true, 'BIO', ['p2']]);
  });
  test('says nothing by an empty text or list', () => {
    assert.deepEqual([input.name?.preferredFirst, input.name?.title, input.phones], [undefined, undefined, undefined]);
  });
  test('has what is not taken over named, and what only goes out passed over', () => {
    const record = { ...almaRecord, pin_number: '1234', full_name: 'x', contact_info: { fax: '1' } };
    assert.deepEqual(readUserInput(record).ignored, ['contact_info.fax', 'pin_number']);
  });
  test('is refused with a password in plain text', () => {
    assert.deepEqual(faults({ ...almaRecord, password: 'secret' }), [['', 'field-unknown']]);
  });
  test('is refused without a primary identifier of her own', () => {
    const contact = { ...almaRecord, primary_id: 'no primary id (123456789023)' };
    assert.deepEqual(faults(contact), [['primaryIdentifier', 'field-missing']]);
  });
  test('is refused as deleted', () => {
    assert.deepEqual(faults({ ...almaRecord, status: { value: 'DELETED' } }), [['status', 'value-invalid']]);
  });
  test('is refused with a list that is none', () => {
    assert.deepEqual(faults({ ...almaRecord, user_identifier: 'x' }), [['identifiers', 'malformed']]);
  });
});
