// The examples of the manual are configurations: each is taken as it stands there and held to `vestibule check`.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { formatFault } from '../../../config/faults.ts';
import { loadInstallation } from '../../../config/load.ts';
import { testKeyPair } from '../../support/saml-certificate.ts';
import { certificate } from './certificate.ts';

type Block = Readonly<Record<string, unknown>>;

const pair = testKeyPair('login.library.example');
const metadata = `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.uni.example">
<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="signing">
<KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${certificate.replaceAll(/-----.*-----/g, '')}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.uni.example/sso"/></IDPSSODescriptor></EntityDescriptor>`;

/** What the examples refer to. */
const files: Readonly<Record<string, string>> = {
  '/x/secrets/master.key': 'a'.repeat(64),
  '/x/campus-metadata.xml': metadata,
  '/x/secrets/saml.key': pair.key,
  '/x/saml.crt': pair.certificate,
  '/x/uni-ca.pem': certificate,
  '/x/secrets/ldap-password': 'secret',
};
const env = {
  CAMPUS_CLIENT_SECRET: 'secret',
  CATALOGUE_SECRET: 'secret',
  VESTIBULE_DATABASE_URL: 'postgresql://x',
  REDIS_PASSWORD: 'secret',
};

const reference = (text: string) => `$\{${text}}`;

function blocksOf(document: string): readonly Block[] {
  const path = fileURLToPath(new URL(`../../../docs/${document}`, import.meta.url));
  return [...readFileSync(path, 'utf8').matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(
    ([, text]) => parse(text ?? '') as Block,
  );
}

const withKey = (document: string, key: string) => blocksOf(document).filter((block) => key in block);

/** A good installation, with the example's keys in the place of its own. */
async function faultsOf({ institution = {}, installation = {} }: { institution?: Block; installation?: Block }) {
  const own = {
    '/x/vestibule.yaml': stringify({
      publicUrl: 'https://login.library.example',
      masterKey: reference('file:secrets/master.key'),
      institutions: ['library.yaml'],
      ...installation,
    }),
    '/x/library.yaml': stringify({
      slug: 'library',
      code: '01LIBRARY_INST',
      name: 'Library of Example',
      loginProfiles: [{ kind: 'password', id: 'password', label: 'Password', match: { from: 'subject', to: 'any' } }],
      ...institution,
    }),
  };
  const all: Readonly<Record<string, string>> = { ...files, ...own };
  const result = await loadInstallation('/x/vestibule.yaml', {
    env,
    readFile: (path) => all[path] ?? assert.fail(`the example reads ${path}`),
  });
  return result.type === 'faults' ? result.faults.map(formatFault) : [];
}

describe('docs/login-methods.md', () => {
  const [types] = withKey('login-methods.md', 'identifierTypes');
  const profiles = withKey('login-methods.md', 'loginProfiles');
  const kindOf = ({ loginProfiles }: Block) => (loginProfiles as readonly { kind: string }[])[0]?.kind;

  test('has a profile of each kind', () => {
    assert.deepEqual(profiles.map(kindOf), ['saml', 'oidc', 'ldap', 'password']);
  });

  for (const profile of profiles) {
    test(`has a ${kindOf(profile)} profile without faults`, async () => {
      assert.deepEqual(await faultsOf({ institution: { ...types, ...profile } }), []);
    });
  }

  test('has a fallback policy without faults', async () => {
    const [policy] = withKey('login-methods.md', 'fallback');
    assert.ok(policy);
    assert.deepEqual(await faultsOf({ institution: policy }), []);
  });

  test('is right that a value of the issuer matches the type bound to it, and no other', async () => {
    const oidc = profiles.find((profile) => kindOf(profile) === 'oidc');
    const faultsFor = (to: string) => {
      const [profile] = (oidc?.['loginProfiles'] ?? []) as readonly Block[];
      const loginProfiles = [{ ...profile, match: { from: 'subject', to } }];
      return faultsOf({ institution: { ...types, loginProfiles } });
    };
    assert.deepEqual([(await faultsFor('CAMPUS_SUB')).length, (await faultsFor('STUDENT_NUMBER')).length], [0, 1]);
  });
});

test('docs/applications.md registers an application without faults', async () => {
  const [types] = withKey('login-methods.md', 'identifierTypes');
  const parties = withKey('applications.md', 'relyingParties');
  assert.equal(parties.length, 1);
  for (const party of parties) assert.deepEqual(await faultsOf({ institution: { ...types, ...party } }), []);
});

test('docs/operating.md has installation files without faults', async () => {
  const installations = withKey('operating.md', 'publicUrl');
  assert.equal(installations.length, 2);
  for (const installation of installations) assert.deepEqual(await faultsOf({ installation }), []);
});
