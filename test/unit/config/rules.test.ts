import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatPath } from '../../../config/faults.ts';
import { checkInstallation, checkInstitution } from '../../../config/rules.ts';
import { viewInstallation, viewInstitution } from '../../../config/view.ts';
import { certificate } from './certificate.ts';

const idp = {
  entityId: 'https://idp.example/saml',
  singleSignOnUrl: 'https://idp.example/sso',
  certificates: [certificate],
};
const persistent = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
const transient = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';
const emailFormat = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';

type Data = Readonly<Record<string, unknown>>;

const saml = (match: Data, more: Data = {}): Data => ({ kind: 'saml', id: 'saml', label: 'SAML', idp, match, ...more });
const oidc = (match: Data, more: Data = {}): Data => ({
  kind: 'oidc',
  id: 'oidc',
  label: 'OIDC',
  issuer: 'https://op.example',
  clientId: 'c',
  clientSecret: '${env:S}',
  match,
  ...more,
});
const ldap = (match: Data, more: Data = {}): Data => ({
  kind: 'ldap',
  id: 'ldap',
  label: 'LDAP',
  directory: 'campus',
  servers: [{ url: 'ldaps://ldap.example' }],
  bind: { type: 'direct', dn: 'uid={name}' },
  match,
  ...more,
});
const password: Data = { kind: 'password', id: 'password', label: 'Password', match: { from: 'subject', to: 'any' } };
const types: readonly Data[] = [
  { code: 'student', label: 'Student number' },
  { code: 'mail', label: 'Mail' },
  { code: 'op', label: 'OP', uniqueness: 'type', issuer: 'https://op.example' },
  { code: 'pairwise', label: 'Pairwise', uniqueness: 'type', issuer: 'https://idp.example/saml' },
];
const student = { from: { attribute: 'student_number' }, to: 'student' };

function institutionFaults(profiles: readonly Data[], more: Data = {}): readonly string[] {
  const data = {
    slug: 'library',
    code: 'LIB',
    name: 'Library',
    identifierTypes: types,
    loginProfiles: profiles,
    ...more,
  };
  return checkInstitution(viewInstitution(data)).map(({ path, message }) => `${formatPath(path)} — ${message}`);
}

/** Name of the case, profiles, the rest of the institution, and what is said first; `undefined` when nothing is wrong. */
type Case = readonly [string, readonly Data[], Data, RegExp | undefined];

function check(cases: readonly Case[]): void {
  for (const [name, profiles, more, expected] of cases) {
    test(name, () => {
      const faults = institutionFaults(profiles, more);
      if (expected === undefined) assert.deepEqual(faults, []);
      else {
        assert.equal(faults.length, 1, faults.join('\n'));
        assert.match(faults[0] ?? '', expected);
      }
    });
  }
}

describe('an institution', () => {
  check([
    ['passes with a password alone', [password], {}, undefined],
    ['has no slug that is an address of ours', [password], { slug: 'assets' }, /^slug — "assets" is an address/],
    [
      'offers no language without texts',
      [password],
      { languages: ['en', 'xx'] },
      /^languages\[1\] — there are no texts in "xx"/,
    ],
    ['offers a language once', [password], { languages: ['en', 'en'] }, /^languages\[1\] — "en" stands here twice/],
    [
      'has no identifier type twice',
      [password],
      { identifierTypes: [types[0], types[0]] },
      /^identifierTypes\[1\]\.code/,
    ],
    [
      'has no identifier type named like a word of match rules',
      [password],
      { identifierTypes: [{ code: 'any', label: 'x' }] },
      /^identifierTypes\[0\]\.code — "any" has a meaning/,
    ],
    [
      'names its shared sources as networks',
      [password],
      { lockout: { sharedSources: ['campus'] } },
      /^lockout\.sharedSources\[0\]/,
    ],
    ['takes a range as shared source', [password], { lockout: { sharedSources: ['10.0.0.0/8', '::1'] } }, undefined],
    [
      'has a form where it has a fallback',
      [oidc(student)],
      { fallback: { whenUnknown: true } },
      /^fallback — no login profile here/,
    ],
    ['may have a fallback beside a form', [ldap(student)], { fallback: { whenUnknown: true } }, undefined],
  ]);
});

describe('login profiles', () => {
  check([
    ['have an id each', [oidc(student), oidc(student)], {}, /^loginProfiles\[1\]\.id — a second login profile "oidc"/],
    [
      'have no id that is an address of the sign-in pages',
      [{ ...password, id: 'callback' }],
      {},
      /^loginProfiles\[0\]\.id — "callback"/,
    ],
    ['are of kind password once', [password, { ...password, id: 'second' }], {}, /^loginProfiles\[1\]\.kind/],
    [
      'of kind password match the typed name',
      [{ ...password, match: student }],
      {},
      /^loginProfiles\[0\]\.match\.from — expected subject/,
    ],
    [
      'send no password in clear to another machine',
      [ldap(student, { plainText: true, servers: [{ url: 'ldap://127.0.0.1:389' }, { url: 'ldap://ldap.example' }] })],
      {},
      /^loginProfiles\[0\]\.servers\[1\]\.url — plainText/,
    ],
    [
      'have certificates that can be read',
      [saml(student, { idp: { ...idp, certificates: ['nonsense'] } })],
      {},
      /^loginProfiles\[0\]\.idp\.certificates\[0\] — expected a certificate in PEM form/,
    ],
    [
      'have metadata that describes an identity provider',
      [saml(student, { idp: undefined, metadata: '<nothing/>' })],
      {},
      /^loginProfiles\[0\]\.metadata — expected a SAML metadata document/,
    ],
  ]);
});

describe('a match rule', () => {
  check([
    [
      'names types that exist',
      [oidc({ ...student, to: ['student', 'card'] })],
      {},
      /match\.to — there is no identifier type "card"/,
    ],
    [
      'never matches a transient NameID',
      [saml({ from: 'subject', to: 'pairwise' }, { nameIdFormat: transient })],
      {},
      /a transient NameID/,
    ],
    ['declares the NameID that it matches', [saml({ from: 'subject', to: 'primary' })], {}, /expected "nameIdFormat"/],
    [
      'reads verified addresses from OpenID Connect only',
      [ldap({ from: 'verified-email', to: 'mail' })],
      {},
      /kind ldap is never told which addresses were verified/,
    ],
    ['may match a verified address', [oidc({ from: 'verified-email', to: 'mail' })], {}, undefined],
    [
      'does not compare an address with anything',
      [oidc({ from: 'verified-email', to: 'any' })],
      {},
      /match\.to — an email address is not/,
    ],
    ['does not trust an email claim', [oidc({ from: { attribute: 'email' }, to: 'mail' })], {}, /that nobody verified/],
    [
      'does not trust a mail attribute',
      [ldap({ from: { attribute: 'mail' }, to: 'mail' })],
      {},
      /that nobody verified/,
    ],
    [
      'does not trust an email NameID',
      [saml({ from: 'subject', to: 'mail' }, { nameIdFormat: emailFormat })],
      {},
      /that nobody verified/,
    ],
    [
      'trusts a mail attribute where told so',
      [ldap({ from: { attribute: 'mail' }, to: 'mail' }, { verifiesEmail: true })],
      {},
      undefined,
    ],
    [
      'takes a scoped value only with its scopes',
      [saml({ from: { attribute: 'eduPersonPrincipalName' }, to: 'primary' })],
      {},
      /a scoped value/,
    ],
    [
      'takes a scoped value by its OID only with its scopes',
      [saml({ from: { attribute: 'urn:oid:1.3.6.1.4.1.5923.1.1.1.6' }, to: 'primary' })],
      {},
      /a scoped value/,
    ],
    [
      'takes a scoped value with the scopes of its profile',
      [saml({ from: { attribute: 'eduPersonPrincipalName' }, to: 'primary' }, { scopes: ['uni.example'] })],
      {},
      undefined,
    ],
    [
      'takes a scoped claim whose scope is stripped',
      [
        oidc({
          from: { attribute: 'eduperson_principal_name' },
          to: 'primary',
          transform: [{ stripScope: ['uni.example'] }],
        }),
      ],
      {},
      undefined,
    ],
  ]);
});

describe('an issuer', () => {
  check([
    ['matches a type bound to it', [oidc({ from: 'subject', to: 'op' })], {}, undefined],
    [
      'does not match a type bound to another',
      [oidc({ ...student, to: 'pairwise' })],
      {},
      /"pairwise" is bound to the issuer https:\/\/idp/,
    ],
    [
      'does not come in by the library password',
      [{ ...password, match: { from: 'subject', to: ['op'] } }],
      {},
      /is bound to the issuer/,
    ],
    [
      'has a sub that is never a primary identifier',
      [oidc({ from: 'subject', to: 'primary' })],
      {},
      /never compared with primary/,
    ],
    [
      'has a sub that is never just anything',
      [oidc({ from: { attribute: 'sub' }, to: 'any' })],
      {},
      /never compared with any/,
    ],
    [
      'has a sub that matches no pooled type',
      [oidc({ from: 'subject', to: 'student' })],
      {},
      /"student" is bound to none/,
    ],
    [
      'has a persistent NameID of its own',
      [saml({ from: 'subject', to: 'student' }, { nameIdFormat: persistent })],
      {},
      /bound to none/,
    ],
    [
      'has a persistent NameID that matches its type',
      [saml({ from: 'subject', to: 'pairwise' }, { nameIdFormat: persistent })],
      {},
      undefined,
    ],
    [
      'shares no type with another',
      [oidc(student), ldap(student)],
      {},
      /^loginProfiles\[1\]\.match\.to — "oidc" and "ldap" have different issuers/,
    ],
    [
      'shares no primary identifier by way of any',
      [oidc({ ...student, to: 'any' }), ldap({ ...student, to: 'primary' })],
      {},
      /by primary/,
    ],
    [
      'shares a type where one of the two says so',
      [oidc(student), ldap(student, { sharesIdentifiersWith: ['oidc'] })],
      {},
      undefined,
    ],
    ['may stand in two profiles', [oidc(student), oidc(student, { id: 'again' })], {}, undefined],
    ['is no rival of the library password', [oidc(student), password], {}, undefined],
    [
      'shares with profiles that exist',
      [oidc(student, { sharesIdentifiersWith: ['ladp'] }), ldap({ ...student, to: 'mail' })],
      {},
      /no other login profile "ladp"/,
    ],
  ]);
});

describe('a relying party', () => {
  const client = (more: Data) => ({
    relyingParties: [{ kind: 'oidc', id: 'app', name: 'App', redirectUris: ['https://app.example/cb'], ...more }],
  });
  const apart = [
    { code: 'staffNo', label: 'Staff number' },
    { code: 'studentNo', label: 'Student number', uniqueness: 'type' },
  ];
  check([
    ['may be told primary and name', [password], client({ release: { claims: { name: 'name' } } }), undefined],
    [
      'is told by types that exist',
      [password],
      client({ release: { subject: ['card'] } }),
      /release\.subject\[0\] — there is no identifier type "card"/,
    ],
    [
      'is told by one of several types only where no two people can have the same value',
      [password],
      { ...client({ release: { subject: ['staffNo', 'studentNo'] } }), identifierTypes: apart },
      /release\.subject\[1\] — "studentNo" is unique in itself only/,
    ],
    [
      'is told by a type that is unique in itself, alone',
      [password],
      { ...client({ release: { subject: ['studentNo'] } }), identifierTypes: apart },
      undefined,
    ],
    [
      'is told claims of types that exist',
      [password],
      client({ release: { claims: { card: { identifier: 'card' } } } }),
      /release\.claims\.card\.identifier/,
    ],
    [
      'is told no claim that the protocol sets',
      [password],
      client({ release: { claims: { iss: 'name' } } }),
      /claims\.iss — "iss" is set by the protocol/,
    ],
    ['asks for openid', [password], client({ scopes: ['profile'] }), /relyingParties\[0\]\.scopes — expected "openid"/],
    [
      'has the address of its front-channel logout at its own place',
      [password],
      client({ frontchannelLogoutUri: 'https://elsewhere.example/out' }),
      /relyingParties\[0\]\.frontchannelLogoutUri — "https:\/\/elsewhere\.example" is the scheme, name and port of none/,
    ],
    [
      'has an id of its own',
      [password],
      { relyingParties: [...client({}).relyingParties, ...client({}).relyingParties] },
      /relyingParties\[1\]\.id — a second relying party "app"/,
    ],
  ]);
});

describe('cross-checks of a faulty file', () => {
  test('run on what is not faulty', () => {
    const [fault] = institutionFaults([{ kind: 'smal' }, oidc({ ...student, to: 'card' }, { colour: 'red' })], {
      nmae: 1,
    });
    assert.match(fault ?? '', /^loginProfiles\[1\]\.match\.to — there is no identifier type "card"/);
  });

  test('do not miss a type that is there but faulty', () => {
    const faults = institutionFaults([oidc(student)], { identifierTypes: [{ code: 'student' }] });
    assert.deepEqual(faults, []);
  });
});

describe('an installation', () => {
  const base = { publicUrl: 'https://login.example', masterKey: '${env:K}', institutions: ['a.yaml'] };
  const faultsOf = (more: Data) =>
    checkInstallation(viewInstallation({ ...base, ...more })).map(
      ({ path, message }) => `${formatPath(path)} — ${message}`,
    );

  test('passes behind a proxy that ends TLS', () => {
    assert.deepEqual(faultsOf({ listen: { host: '0.0.0.0' }, trustedProxies: ['10.0.0.1', 'loopback'] }), []);
  });
  test('does not show plain http to other machines', () => {
    assert.match(
      faultsOf({ publicUrl: 'http://localhost:8080', listen: { host: '0.0.0.0' } })[0] ?? '',
      /^listen\.host/,
    );
  });
  test('may speak plain http to this machine', () => {
    assert.deepEqual(faultsOf({ publicUrl: 'http://localhost:8080', listen: { host: '127.0.0.2' } }), []);
  });
  test('has a public URL without a password in it', () => {
    assert.match(faultsOf({ publicUrl: 'https://me:you@login.example' })[0] ?? '', /^publicUrl/);
  });
  test('names proxies and allowed networks as networks', () => {
    assert.deepEqual(
      faultsOf({ trustedProxies: ['proxy'], outboundAllow: ['10.0.0.0/33'] }).map((fault) => fault.split(' ')[0]),
      ['trustedProxies[0]', 'outboundAllow[0]'],
    );
  });
});

describe('a known OpenID Connect provider', () => {
  const tenant = '11111111-2222-4333-8444-555555555555';
  const of = (match: Data, more: Data): Data => {
    const { issuer: _issuer, ...known } = oidc(match, more);
    return known;
  };
  const entra = (match: Data, more: Data = {}) => of(match, { preset: 'microsoft-entra', tenant, ...more });
  const orcid = (match: Data, more: Data = {}) => of(match, { preset: 'orcid', ...more });
  const known = {
    identifierTypes: [
      ...types,
      { code: 'oid', label: 'OID', uniqueness: 'type', issuer: `https://login.microsoftonline.com/${tenant}/v2.0` },
      { code: 'orcid', preset: 'orcid' },
      { code: 'sandbox', label: 'Sandbox', uniqueness: 'type', issuer: 'https://sandbox.orcid.org' },
    ],
  };
  const changed = /match.from — "\w+" can be changed in Microsoft Entra, and be given to somebody else/;
  check([
    ['passes by the object id of Entra', [entra({ from: 'subject', to: 'oid' })], known, undefined],
    [
      'passes by a number that the directory sets',
      [entra({ from: { attribute: 'employeeid' }, to: 'student' })],
      known,
      undefined,
    ],
    [
      'is not matched by the object id with a type that is bound to nobody',
      [entra({ from: 'subject', to: 'student' })],
      known,
      /means something to its issuer only/,
    ],
    ['is not matched by upn', [entra({ from: { attribute: 'upn' }, to: 'student' })], known, changed],
    [
      'is not matched by preferred_username',
      [entra({ from: { attribute: 'Preferred_Username' }, to: 'student' })],
      known,
      changed,
    ],
    [
      'is not matched by email, though somebody says it is verified',
      [entra({ from: { attribute: 'email' }, to: 'mail' }, { verifiesEmail: true })],
      known,
      changed,
    ],
    [
      'is not matched by a verified email of Entra, which says of none that it is',
      [entra({ from: 'verified-email', to: 'mail' })],
      known,
      changed,
    ],
    ['passes by the ORCID iD', [orcid({ from: 'subject', to: 'orcid' })], known, undefined],
    [
      'is matched by an ORCID iD with a named type only',
      [orcid({ from: 'subject', to: 'any' })],
      known,
      /identifier type that holds ORCID iDs/,
    ],
    [
      'does not match iDs of the sandbox with those of ORCID',
      [orcid({ from: 'subject', to: 'orcid' }, { sandbox: true })],
      known,
      /means something to its issuer only/,
    ],
    [
      'passes by iDs of the sandbox with a type of their own',
      [orcid({ from: 'subject', to: 'sandbox' }, { sandbox: true })],
      known,
      undefined,
    ],
  ]);
});
