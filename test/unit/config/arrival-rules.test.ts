// What `vestibule check` says of update on login, users made just in time, and self-registration.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { formatPath } from '../../../config/faults.ts';
import { checkMailThere } from '../../../config/rules/mail.ts';
import { checkInstitution } from '../../../config/rules.ts';
import { institution as institutionSchema } from '../../../config/schema.ts';
import { viewInstitution } from '../../../config/view.ts';
import { dayAfter, daysBetween, periodFault } from '../../../src/domain/period.ts';
import { libraryOf } from '../../support/institutions.ts';

type Data = Readonly<Record<string, unknown>>;

const types: readonly Data[] = [
  { code: 'STUDENT_NO', label: 'Student number' },
  { code: 'BARCODE', label: 'Barcode' },
  { code: 'GOOGLE', preset: 'google' },
  { code: 'OP', label: 'OP', uniqueness: 'type', issuer: 'https://op.example' },
];
// biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
const clientSecret = '${env:S}';
const oidc = (more: Data = {}, match: Data = { from: { attribute: 'number' }, to: 'STUDENT_NO' }): Data => ({
  kind: 'oidc',
  id: 'campus',
  label: 'Campus',
  issuer: 'https://op.example',
  clientId: 'c',
  clientSecret,
  match,
  ...more,
});
const google = (more: Data = {}): Data => ({
  kind: 'google',
  id: 'google',
  label: 'Google',
  clientId: 'c',
  clientSecret,
  match: { from: 'subject', to: 'GOOGLE' },
  ...more,
});
const cas = (to: unknown): Data => ({
  kind: 'cas',
  id: 'cas',
  label: 'CAS',
  server: 'https://cas.example/cas',
  match: { from: 'subject', to },
});
const federation = (match: Data, more: Data): Data => ({
  kind: 'saml',
  id: 'fed',
  label: 'Federation',
  federation: {
    mdq: 'https://mdq.example',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
    signingCertificates: ['${file:x.pem}'],
    entityIds: ['https://idp.example'],
  },
  match,
  ...more,
});
const password: Data = { kind: 'password', id: 'library', label: 'Password', match: { from: 'subject', to: 'any' } };
const family = { family_name: { attribute: 'sn' } };
const create = { primaryIdentifier: 'generated' };
const updates = (more: Data): Data => ({ updates: { system: 'SIS', ...more } });
const registration = (more: Data = {}): Data => ({ registration: { userGroup: 'GUEST', ...more } });

const cases: readonly (readonly [string, readonly Data[], RegExp | undefined])[] = [
  [
    'update on login with fields and an identifier is taken',
    [oidc(updates({ fields: family, identifiers: { BARCODE: { attribute: 'card' } } }))],
    undefined,
  ],
  [
    'the library password says nothing new of anybody',
    [{ ...password, ...updates({}) }],
    /updates — .*the library’s own/,
  ],
  [
    'what people are found by is not changed',
    [oidc(updates({ identifiers: { STUDENT_NO: { attribute: 'x' } } }))],
    /STUDENT_NO — people are found by it/,
  ],
  [
    'primary identifiers are not changed',
    [oidc(updates({ identifiers: { primary: { attribute: 'x' } } }))],
    /primary — primary identifiers are not changed/,
  ],
  ['an unknown type is told', [oidc(updates({ identifiers: { NOPE: { attribute: 'x' } } }))], /NOPE/],
  [
    'ids of a provider come from that provider alone',
    [oidc(updates({ identifiers: { GOOGLE: { attribute: 'x' } } }))],
    /GOOGLE — values of "GOOGLE" are the library’s own/,
  ],
  [
    'no upstream says whom another one lets in',
    [oidc(updates({ identifiers: { BARCODE: { attribute: 'card' } } })), cas('BARCODE')],
    /"cas" has another issuer and finds people by "BARCODE"/,
  ],
  [
    'unless the two share',
    [
      oidc({ ...updates({ identifiers: { BARCODE: { attribute: 'card' } } }), sharesIdentifiersWith: ['cas'] }),
      cas('BARCODE'),
    ],
    undefined,
  ],
  [
    'a user made just in time has a last name',
    [oidc(updates({ create }))],
    /updates\.fields — nobody is made without a last name/,
  ],
  ['a user made just in time is taken', [oidc(updates({ create, fields: family }))], undefined],
  [
    'she gets the value as one type',
    [oidc(updates({ create, fields: family }), { from: { attribute: 'number' }, to: ['STUDENT_NO', 'BARCODE'] })],
    /match\.to — a user who is made/,
  ],
  [
    'or as her primary identifier',
    [
      oidc(updates({ create: { primaryIdentifier: 'matched' }, fields: family }), {
        from: { attribute: 'number' },
        to: 'primary',
      }),
    ],
    undefined,
  ],
  [
    'and not as both',
    [oidc(updates({ create: { primaryIdentifier: 'matched' }, fields: family }))],
    /primaryIdentifier — expected matched with match\.to: primary/,
  ],
  [
    'she may come in',
    [oidc({ ...updates({ create: { ...create, userGroup: 'X' }, fields: family }), userGroups: ['Y'] })],
    /userGroup — the profile does not take users of "X"/,
  ],
  [
    'nobody else names a user who is made',
    [oidc(updates({ create, fields: family })), cas('primary')],
    /create — "cas" has another issuer and finds people by primary identifiers/,
  ],
  [
    'in a federation only a scoped value makes somebody',
    [federation({ from: { attribute: 'number' }, to: 'STUDENT_NO' }, updates({ create, fields: family }))],
    /expected a scoped value/,
  ],
  [
    'in a federation a scoped value does',
    [
      federation(
        { from: { attribute: 'eduPersonPrincipalName' }, to: 'STUDENT_NO' },
        updates({ create, fields: family }),
      ),
    ],
    undefined,
  ],
  [
    'what somebody writes of her own account becomes no number of hers',
    [google(updates({ identifiers: { BARCODE: { attribute: 'name' } } }))],
    /identifiers\.BARCODE — a person writes "name" of her account herself/,
  ],
  [
    'nor her primary identifier',
    [google(updates({ create: { primaryIdentifier: { attribute: 'email' } }, fields: family }))],
    /create\.primaryIdentifier — a person writes "email"/,
  ],
  [
    'nor her group',
    [google(updates({ fields: { user_group: { attribute: 'locale', values: [{ is: 'de', group: 'STAFF' }] } } }))],
    /fields\.user_group — a person writes "locale"/,
  ],
  ['what she is called may be taken from there', [google(updates({ create, fields: family }))], undefined],
  [
    'at Microsoft Entra it goes by the claim',
    [
      oidc({
        preset: 'microsoft-entra',
        tenant: '11111111-2222-4333-8444-555555555555',
        issuer: undefined,
        ...updates({ identifiers: { BARCODE: { attribute: 'upn' } } }),
      }),
    ],
    /identifiers\.BARCODE — a person writes "upn"/,
  ],
  [
    'no member of a federation names its people by numbers of another one’s',
    [
      federation(
        { from: { attribute: 'eduPersonPrincipalName' }, to: 'STUDENT_NO' },
        {
          federation: { ...(federation({}, {})['federation'] as Data), entityIds: undefined },
          ...updates({
            create: { primaryIdentifier: { attribute: 'uid' } },
            fields: family,
          }),
        },
      ),
    ],
    /create\.primaryIdentifier — every identity provider of the federation/,
  ],
  [
    'nor by a card that anybody may have',
    [
      federation(
        { from: { attribute: 'eduPersonPrincipalName' }, to: 'STUDENT_NO' },
        {
          federation: { ...(federation({}, {})['federation'] as Data), entityIds: undefined },
          ...updates({ identifiers: { BARCODE: { attribute: 'card' } } }),
        },
      ),
    ],
    /identifiers\.BARCODE — every identity provider of the federation/,
  ],
  [
    'but by what carries its scope it does',
    [
      federation(
        { from: { attribute: 'eduPersonPrincipalName' }, to: 'STUDENT_NO' },
        {
          federation: { ...(federation({}, {})['federation'] as Data), entityIds: undefined },
          ...updates({ create: { primaryIdentifier: { attribute: 'subject-id' } }, fields: family }),
        },
      ),
    ],
    undefined,
  ],
  [
    'no member of a federation says whose an address is',
    [
      federation(
        { from: { attribute: 'eduPersonPrincipalName' }, to: 'STUDENT_NO' },
        {
          federation: { ...(federation({}, {})['federation'] as Data), entityIds: undefined },
          verifiesEmail: true,
          ...updates({ fields: { email: { attribute: 'mail' } } }),
        },
      ),
    ],
    /verifiesEmail — every identity provider of the federation/,
  ],
  [
    'an account that anybody makes proves no address by the word of the configuration',
    [google({ verifiesEmail: true })],
    /verifiesEmail — whoever has an account there/,
  ],
  ['registration by a provider’s id is taken', [google(registration()), password], undefined],
  [
    'registration by OpenID Connect needs a type bound to the issuer',
    [oidc(registration())],
    /registration — whoever registers is known again by the id/,
  ],
  ['and has it', [oidc(registration(), { from: 'subject', to: 'OP' })], undefined],
  [
    'nobody registers beside a profile that finds people by primary identifiers',
    [google(registration()), cas('primary')],
    /"cas" finds people by primary identifiers/,
  ],
  [
    'unless that one can never send a generated one',
    [google(registration({ primaryApartFrom: ['cas'] })), cas('primary')],
    undefined,
  ],
  [
    'and that one exists',
    [google(registration({ primaryApartFrom: ['cass'] }))],
    /primaryApartFrom\[0\] — there is no other login profile "cass"/,
  ],
  [
    'who registers may come in',
    [google({ ...registration(), recordTypes: ['staff'] })],
    /recordTypes — whoever registers becomes a public user/,
  ],
  [
    'nobody both registers and is made',
    [oidc({ ...registration(), ...updates({ create, fields: family }) }, { from: 'subject', to: 'OP' })],
    /expected one of the two/,
  ],
];

describe('the check of what a sign-in writes', () => {
  for (const [name, loginProfiles, expected] of cases) {
    test(name, () => {
      const data = { slug: 'library', code: 'LIB', name: 'Library', identifierTypes: types, loginProfiles };
      const faults = checkInstitution(viewInstitution(data)).map((one) => `${formatPath(one.path)} — ${one.message}`);
      if (expected === undefined) assert.deepEqual(faults, []);
      else {
        assert.equal(faults.length, 1, faults.join('\n'));
        assert.match(faults[0] ?? '', expected);
      }
    });
  }

  test('registration needs an installation with mail', () => {
    const loginProfiles = [google(registration())] as never;
    const library = institutionSchema.parse({ ...libraryOf({ identifierTypes: types as never }), loginProfiles });
    assert.match(
      [...checkMailThere({ mail: undefined }, [library])][0]?.message ?? '',
      /"google" of "demo" sends mails/,
    );
  });
});

describe('a length of time', () => {
  test('is whole years, months and days, and longer than nothing', () => {
    for (const text of ['P1Y', 'P18M', 'P90D', 'P1Y6M']) assert.equal(periodFault(text), undefined, text);
    for (const text of ['', 'P', 'P0D', '1Y', 'P1W', 'PT5M', 'P-1Y'])
      assert.notEqual(periodFault(text), undefined, text);
  });
  test('ends in the month that it leads to', () => {
    assert.equal(dayAfter('2028-01-31', 'P1M'), '2028-02-29');
    assert.equal(dayAfter('2028-02-29', 'P1Y'), '2029-02-28');
    assert.equal(dayAfter('2026-12-31', 'P1D'), '2027-01-01');
    assert.equal(dayAfter('2026-11-22', 'P1Y6M'), '2028-05-22');
    assert.equal(daysBetween('2026-03-28', '2026-03-30'), 2);
  });
});

describe('the manual', () => {
  for (const document of ['update-on-login.md', 'self-registration.md']) {
    test(`docs/${document} has a configuration without faults`, () => {
      const text = readFileSync(new URL(`../../../docs/${document}`, import.meta.url), 'utf8');
      const blocks = [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, yaml = '']) => parse(yaml) as Data);
      assert.ok(blocks.length > 0);
      for (const block of blocks) {
        const data = { slug: 'library', code: 'LIB', name: 'Library', ...block };
        assert.ok(institutionSchema.safeParse(data).success, 'the schema');
        assert.deepEqual(checkInstitution(viewInstitution(data)), []);
      }
    });
  }
});
