// Where a SAML profile gets its identity providers from: what contradicts, what is refused, what is warned of.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { explainIssues } from '../../../config/explain-issue.ts';
import { formatPath } from '../../../config/faults.ts';
import { checkInstitution } from '../../../config/rules.ts';
import { institution } from '../../../config/schema.ts';
import { institutionOutline } from '../../../config/schema-outline.ts';
import { viewInstitution } from '../../../config/view.ts';
import { warningsOf } from '../../../config/warnings.ts';
import { testKeyPair } from '../../support/saml-certificate.ts';
import { metadataXml } from '../../support/saml-metadata.ts';

type Data = Readonly<Record<string, unknown>>;
const keys = testKeyPair('operator');
const signer = keys.certificate;
const metadataUrl = 'https://idp.example/metadata';
const eppn = { from: { attribute: 'eduPersonPrincipalName' }, to: 'student' };
const plain = { from: { attribute: 'studentNumber' }, to: 'student' };
const mdq = { mdq: 'https://mdq.example', signingCertificates: [signer] };
const now = Date.UTC(2026, 2, 2, 9);

function library(profile: Data): Data {
  return {
    slug: 'library',
    code: 'LIB',
    name: 'Library',
    identifierTypes: [
      { code: 'student', label: 'Student number' },
      { code: 'pairwise', label: 'Pairwise', uniqueness: 'type', issuer: 'https://a.example' },
    ],
    loginProfiles: [{ kind: 'saml', id: 'campus', label: 'Campus', match: plain, ...profile }],
  };
}

function shapeFaults(profile: Data): readonly string[] {
  const data = library(profile);
  const { error } = institution.safeParse(data);
  return explainIssues(error?.issues ?? [], institutionOutline, data).map(
    ({ path, message }) => `${formatPath(path)}: ${message}`,
  );
}

function ruleFaults(profile: Data): readonly string[] {
  assert.deepEqual(shapeFaults(profile), []);
  return checkInstitution(viewInstitution(library(profile))).map(
    ({ path, message }) => `${formatPath(path)}: ${message}`,
  );
}

describe('An identity provider is configured', () => {
  const byHand = { entityId: 'x', singleSignOnUrl: 'https://x.example', certificates: [signer] };
  for (const [what, profile] of [
    ['by hand', { idp: byHand }],
    ['by the address of its metadata', { idp: { metadataUrl } }],
    ['by that, with its name and who signs it', { idp: { metadataUrl, entityId: 'x', signingCertificates: [signer] } }],
    ['as those of a federation', { federation: mdq }],
  ] as const) {
    test(what, () => assert.deepEqual(shapeFaults(profile), []));
  }

  for (const [what, profile, expected] of [
    ['in two ways', { idp: { metadataUrl }, federation: mdq }, /exactly one of "metadata", "idp" and "federation"/],
    ['in no way', {}, /exactly one of "metadata", "idp" and "federation"/],
    ['by address and by hand', { idp: { ...byHand, metadataUrl } }, /idp\.singleSignOnUrl: expected nothing here/],
    ['by hand in part', { idp: { entityId: 'x' } }, /idp\.singleSignOnUrl: .*or "metadataUrl"/],
    [
      'by hand, with a signer of metadata',
      { idp: { ...byHand, signingCertificates: [signer] } },
      /"metadataUrl" beside it/,
    ],
    ['by an address without TLS', { idp: { metadataUrl: 'http://idp.example/' } }, /an https URL/],
    ['as a federation that nobody signs', { federation: { mdq: mdq.mdq } }, /signingCertificates.* is missing/],
    ['by a list of what is no entity id', { federation: { ...mdq, entityIds: ['x'] } }, /an entity id/],
  ] as const) {
    test(`never ${what}`, () => assert.match(shapeFaults(profile).join('\n'), expected));
  }
});

describe('A federation', () => {
  const listed = { ...mdq, entityIds: ['https://a.example'] };
  const several = { ...mdq, entityIds: ['https://a.example', 'https://b.example'] };
  const pairwise = { from: { attribute: 'pairwise-id' }, to: 'pairwise' };
  const strip = { stripScope: ['uni.example'] };
  for (const [what, profile] of [
    ['a scoped value of any member', { federation: mdq, match: eppn }],
    ['a scoped value without its one scope', { federation: mdq, match: { ...eppn, transform: [strip] } }],
    ['any value of members listed by name', { federation: several, match: plain }],
    ['a value bound to the one member listed', { federation: listed, match: pairwise }],
  ] as const) {
    test(`may match ${what}`, () => assert.deepEqual(ruleFaults(profile), []));
  }

  for (const [what, profile, expected] of [
    ['a student number of any member', { federation: mdq, match: plain }, /match\.from: every identity provider/],
    ['a value bound to one member of several', { federation: mdq, match: pairwise }, /every identity provider/],
    [
      'a scoped value whose scope a pattern takes away',
      { federation: mdq, match: { ...eppn, transform: [{ pattern: '(.*)@.*' }] } },
      /match\.transform\[0\]: a pattern could make one name of two people/,
    ],
    [
      'by a list that names one twice',
      { federation: { ...mdq, entityIds: ['https://a.example', 'https://a.example'] } },
      /entityIds\[1\]: a second/,
    ],
  ] as const) {
    test(`may not match ${what}`, () => assert.match(ruleFaults(profile).join('\n'), expected));
  }

  test('is another issuer than every other profile, unless one member is listed', () => {
    const oidc = {
      kind: 'oidc',
      id: 'op',
      label: 'OP',
      issuer: 'https://op.example',
      clientId: 'c',
      clientSecret: '${env:S}',
      match: plain,
    };
    const data = library({ federation: mdq, match: eppn });
    const both = { ...data, loginProfiles: [...(data['loginProfiles'] as readonly Data[]), oidc] };
    const faults = checkInstitution(viewInstitution(both)).map(({ message }) => message);
    assert.match(faults.join('\n'), /have different issuers, and both may name people by student/);
  });

  test('signers are read as certificates', () => {
    assert.match(
      ruleFaults({ federation: { ...mdq, signingCertificates: ['nonsense'] }, match: eppn }).join('\n'),
      /federation\.signingCertificates\[0\]: expected a certificate/,
    );
  });
});

describe('Good to know', () => {
  const warnings = (profile: Data) => warningsOf(institution.parse(library(profile)), now);

  test('is that nobody signs the metadata of an identity provider', () => {
    assert.match(warnings({ idp: { metadataUrl } }).join('\n'), /^library, campus: only TLS protects the metadata/);
    assert.deepEqual(warnings({ idp: { metadataUrl, signingCertificates: [signer] } }), []);
  });

  test('is every certificate that ends within a month', () => {
    const soon = testKeyPair('soon', 2048, '260320000000Z').certificate;
    const manual = { entityId: 'x', singleSignOnUrl: 'https://x.example', certificates: [signer, soon] };
    assert.deepEqual(warnings({ idp: manual }), [
      'library, campus: the certificate for signatures of the identity provider ends in 17 days, at 2026-03-20T00:00:00.000Z',
    ]);
    const federation = { ...mdq, signingCertificates: [signer, soon] };
    assert.match(warnings({ federation, match: eppn }).join('\n'), /signatures of the metadata ends in 17 days/);
    const old = testKeyPair('old', 2048, '260101000000Z').certificate;
    assert.match(warnings({ idp: { ...manual, certificates: [old] } }).join('\n'), /ended at 2026-01-01/);
  });

  test('is that a metadata document in the configuration ends within a month', () => {
    const metadata = metadataXml({ entityId: 'https://idp.example', keys: [[signer, 'signing']] });
    assert.match(warnings({ metadata }).join('\n'), /its metadata ends in 10 days/);
  });
});
