// Who may be made a user just in time, decided before anything is written.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { institution as institutionSchema } from '../../../config/schema.ts';
import { keyOf } from '../../../src/directory/folding.ts';
import { type Institution, matchTypes, type ProfileRuntime } from '../../../src/institutions.ts';
import { toMake } from '../../../src/login/arrival/to-make.ts';
import { libraryOf } from '../../support/institutions.ts';
import type { InstitutionInput } from '../../support/vestibule.ts';

type Profile = InstitutionInput['loginProfiles'][number];

const eppn = 'urn:oid:1.3.6.1.4.1.5923.1.1.1.6';
const federation: Profile = {
  kind: 'saml',
  id: 'fed',
  label: 'Federation',
  federation: { mdq: 'https://mdq.example', signingCertificates: ['x'] },
  match: { from: { attribute: eppn }, to: 'STUDENT_NO' },
  updates: { system: 'SIS', create: { primaryIdentifier: { attribute: 'uid' } } },
};

function asked(attributes: Readonly<Record<string, readonly string[]>>, profile = federation, tried = true) {
  const config = institutionSchema.parse(libraryOf({ profiles: [profile] }));
  const types = matchTypes(config);
  const [own] = config.loginProfiles;
  const create = own?.updates?.create;
  assert.ok(own !== undefined && create !== undefined);
  const value = attributes[eppn]?.[0] ?? '';
  const runtime = { config: own } as unknown as ProfileRuntime;
  const institution = { slug: 'demo', config, types, profiles: new Map() } as Institution;
  const assertion = {
    profile: 'fed',
    issuer: 'https://idp.example',
    subject: 's',
    attributes,
    verifiedEmails: [],
    authenticatedAt: 0,
    methods: [],
  };
  const said = { system: 'SIS', last: 'Lovelace', provesEmails: false, identifiers: [] };
  const made = toMake(institution, runtime, create, {
    assertion,
    said,
    tried: tried ? [keyOf(types, 'STUDENT_NO', value)] : [],
  });
  return made.type === 'make' ? made.request : made.why;
}

describe('a user is made just in time', () => {
  test('in a federation of a scoped value', () => {
    const made = asked({ [eppn]: ['ada@uni.example'], uid: ['ada'] });
    assert.ok(typeof made === 'object');
    assert.deepEqual([made.matched, made.primaryIdentifier], [{ type: 'STUDENT_NO', value: 'ada@uni.example' }, 'ada']);
  });
  test('in a federation of no value without a scope', () => {
    assert.match(JSON.stringify(asked({ [eppn]: ['ada'], uid: ['ada'] })), /only a scoped value/);
  });
  test('not where nothing was looked up', () => {
    assert.match(
      JSON.stringify(asked({ [eppn]: ['ada@uni.example'], uid: ['ada'] }, federation, false)),
      /does not speak for the type/,
    );
  });
  test('not without the primary identifier that the upstream gives, nor with two', () => {
    for (const uid of [[], ['a', 'b'], [' ']]) {
      assert.match(JSON.stringify(asked({ [eppn]: ['ada@uni.example'], uid })), /does not say one primary identifier/);
    }
  });
  test('not where the rule names several types', () => {
    const profile = { ...federation, match: { from: { attribute: eppn }, to: ['STUDENT_NO', 'BARCODE'] } } as Profile;
    assert.match(JSON.stringify(asked({ [eppn]: ['ada@uni.example'], uid: ['ada'] }, profile)), /several types/);
  });
});
