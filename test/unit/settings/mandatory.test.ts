import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { identifier1, mandatoryFields, missingFields } from '../../../src/directory/settings/mandatory.ts';
import type { RecordType, User } from '../../../src/domain/user.ts';
import { recordOf, withIdentifier } from '../../support/known.ts';

type Asked = (typeof mandatoryFields)[number] | typeof identifier1;

function missing(asked: readonly Asked[], given: Partial<User> = {}, recordType: RecordType = 'public') {
  const mandatory = { public: [], staff: [], contact: [], [recordType]: asked };
  return missingFields({ mandatory }, recordOf({ primaryIdentifier: 'p1', recordType, ...given }));
}

const common = { preferred: false, segment: 'internal' } as const;
const home = { ...common, lines: ['7 Mill Lane'], types: ['home'] };

/** Of each field a record that has it, and nothing else that is asked for. */
const having: Readonly<Record<(typeof mandatoryFields)[number], Partial<User>>> = {
  'name.first': { name: { first: 'Ada', last: 'L' } },
  'name.middle': { name: { middle: 'K', last: 'L' } },
  'name.last': { name: { last: 'L' } },
  'name.preferredFirst': { name: { preferredFirst: 'A', last: 'L' } },
  'name.preferredMiddle': { name: { preferredMiddle: 'A', last: 'L' } },
  'name.preferredLast': { name: { preferredLast: 'A', last: 'L' } },
  'name.preferredSuffix': { name: { preferredSuffix: 'Jr', last: 'L' } },
  'name.title': { name: { title: 'Dr', last: 'L' } },
  userGroup: { userGroup: 'UG' },
  preferredLanguage: { preferredLanguage: 'de' },
  gender: { gender: 'NONE' },
  birthDate: { birthDate: '2004-03-09' },
  expiryDate: { expiryDate: '2028-09-30' },
  purgeDate: { purgeDate: '2029-09-30' },
  jobCategory: { jobCategory: 'J' },
  jobDescription: { jobDescription: 'a job' },
  campusCode: { campusCode: 'NORTH' },
  webSiteUrl: { webSiteUrl: 'https://ada.example' },
  catalogerLevel: { catalogerLevel: '20' },
  email: { emails: [{ ...common, address: 'ada@uni.example', types: [] }] },
  'email.type': { emails: [{ ...common, address: 'ada@uni.example', types: ['work'] }] },
  phone: { phones: [{ ...common, number: '1', types: [], preferredSms: false }] },
  'phone.type': { phones: [{ ...common, number: '1', types: ['home'], preferredSms: false }] },
  address: { addresses: [{ ...home, types: [] }] },
  'address.type': { addresses: [home] },
  'address.city': { addresses: [{ ...home, city: 'Fenby' }] },
  'address.stateProvince': { addresses: [{ ...home, stateProvince: 'Wold' }] },
  'address.postalCode': { addresses: [{ ...home, postalCode: 'FB1' }] },
  'address.country': { addresses: [{ ...home, country: 'GBR' }] },
  statistics: { statistics: [{ category: 'BIO', segment: 'internal' }] },
};

describe('mandatory fields', () => {
  for (const field of mandatoryFields) {
    test(`${field} is missing where it is not given, and not where it is`, () => {
      const without = field === 'name.last' ? { name: { last: '' } } : {};
      assert.deepEqual(missing([field], without), [field]);
      assert.deepEqual(missing([field], having[field]), []);
    });
  }

  test('are told in the order of the setting, and a blank is nothing', () => {
    assert.deepEqual(missing(['userGroup', 'email', 'birthDate'], { userGroup: ' ', birthDate: '2004-03-09' }), [
      'userGroup',
      'email',
    ]);
  });

  test('are those of the record type', () => {
    const mandatory = { public: ['email'], staff: ['phone'], contact: [] } as const;
    const of = (recordType: RecordType) =>
      missingFields({ mandatory }, recordOf({ primaryIdentifier: 'p1', recordType }));
    assert.deepEqual([of('public'), of('staff'), of('contact')], [['email'], ['phone'], []]);
  });

  test('of several addresses the preferred one has to have them', () => {
    const addresses = [
      { ...home, city: 'Fenby' },
      { ...home, preferred: true },
    ];
    assert.deepEqual(missing(['address.city'], { addresses }), ['address.city']);
  });

  test('an additional identifier is one of any type, in use', () => {
    const mandatory = { public: [identifier1], staff: [], contact: [] } as const;
    const bare = recordOf({ primaryIdentifier: 'p1' });
    const former = withIdentifier(bare, { type: 'primary', value: 'p0', status: 'alias' });
    const retired = withIdentifier(former, { type: 'BARCODE', value: '1', status: 'retired' });
    assert.deepEqual(missingFields({ mandatory }, retired), [identifier1]);
    assert.deepEqual(missingFields({ mandatory }, withIdentifier(retired, { type: 'GOOGLE', value: '2' })), []);
  });
});
