import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { describe, test } from 'node:test';
import { loadInstallation } from '../../../config/load.ts';
import { institution } from '../../../config/schema.ts';
import { warningsOf } from '../../../config/warnings.ts';
import type { SecretReference, Secrets } from '../../../src/domain/ports/secrets.ts';
import { publicKeys, readClientKey } from '../../../strategies/oidc/client-keys.ts';
import { ecKey, rsaKey } from '../../support/client-keys.ts';
import { certificate } from '../config/certificate.ts';

const texts: Readonly<Record<string, string>> = {
  ec: ecKey(),
  rsa: rsaKey(),
  small: rsaKey(1024),
  other: ecKey(),
  word: 'not a key',
};
const secrets: Secrets = { read: (reference) => texts[/env:(.+)\}/.exec(reference)?.[1] ?? ''] ?? '' };
const key = (name: string): SecretReference => `\${env:${name}}` as SecretReference;

describe('the key that proves who asks', () => {
  test('signs as its kind can, and by PSS where Entra is asked', () => {
    const algorithm = (name: string, preset?: 'microsoft-entra') =>
      readClientKey({ preset, clientKey: { key: key(name) } }, secrets).algorithm;
    assert.deepEqual(
      [algorithm('ec'), algorithm('rsa'), algorithm('rsa', 'microsoft-entra')],
      ['ES256', 'RS256', 'PS256'],
    );
  });

  const faults: readonly [string, object, RegExp][] = [
    ['is no key', { key: key('word') }, /PEM form/],
    ['is too small', { key: key('small') }, /2048/],
    ['is of another kind than the algorithm', { key: key('ec'), algorithm: 'RS256' }, /needs an RSA key/],
    ['is not that of its certificate', { key: key('rsa'), certificate }, /another key/],
    ['has a certificate that is none', { key: key('rsa'), certificate: 'word' }, /none in PEM/],
  ];
  for (const [what, clientKey, message] of faults) {
    test(`is refused when it ${what}`, () => {
      const given = { preset: undefined, clientKey: clientKey as never };
      assert.throws(() => readClientKey(given, secrets), { code: 'VST_CONFIG_INVALID', message });
    });
  }

  test('is published with the one before and the one after it, and nothing private with them', () => {
    const clientKey = {
      key: key('ec'),
      kid: 'now',
      next: { key: key('rsa') },
      former: { key: key('other'), kid: 'before' },
    };
    const published = publicKeys(clientKey, secrets);
    assert.deepEqual(
      published.map(({ kid, kty, use }) => [kid?.length === 43 ? 'thumbprint' : kid, kty, use]),
      [
        ['now', 'EC', 'sig'],
        ['thumbprint', 'RSA', 'sig'],
        ['before', 'EC', 'sig'],
      ],
    );
    const secret = createPrivateKey(texts['ec'] ?? '').export({ format: 'jwk' }).d ?? 'none';
    assert.equal(JSON.stringify(published).includes(secret), false);
    assert.ok(published.every((one) => !('d' in one)));
  });
});

describe('a configuration whose key is no key', () => {
  for (const [what, part, at] of [
    ['that signs', { key: '${file:bad.pem}' }, 'no key'],
    ['that comes next', { key: '${file:good.pem}', next: { key: '${file:bad.pem}' } }, 'no key'],
  ] as const) {
    test(`is refused before anything starts: the one ${what}`, async () => {
      const profile = {
        kind: 'oidc',
        id: 'campus',
        label: 'Campus',
        issuer: 'https://op.example',
        clientId: 'library',
        clientKey: part,
        match: { from: { attribute: 'number' }, to: 'NUMBER' },
      };
      const identifierTypes = [{ code: 'NUMBER', label: 'Number' }];
      const files: Readonly<Record<string, string>> = {
        '/x/vestibule.yaml': JSON.stringify({
          publicUrl: 'https://login.library.example',
          masterKey: '${env:MASTER_KEY}',
          institutions: ['library.yaml'],
        }),
        '/x/library.yaml': JSON.stringify({
          slug: 'library',
          code: 'LIB',
          name: 'Library',
          identifierTypes,
          loginProfiles: [profile],
        }),
        '/x/bad.pem': at,
        '/x/good.pem': ecKey(),
      };
      const readFile = (path: string) => files[path] ?? assert.fail(path);
      const loaded = await loadInstallation('/x/vestibule.yaml', { env: { MASTER_KEY: 'a'.repeat(64) }, readFile });
      assert.deepEqual(
        loaded.type === 'faults' ? loaded.faults.map(({ path, message }) => `${path}: ${message}`) : [],
        ['loginProfiles[0].clientKey: expected an unencrypted key in PEM form (-----BEGIN PRIVATE KEY-----)'],
      );
    });
  }
});

describe('a configuration that is good, and tells', () => {
  const warnings = (more: object, now: number) => {
    const profile = {
      kind: 'oidc',
      id: 'campus',
      label: 'Campus',
      clientId: 'library',
      match: { from: 'subject', to: 'NUMBER' },
      ...more,
    };
    const library = institution.parse({
      slug: 'library',
      code: 'LIB',
      name: 'Library',
      identifierTypes: [{ code: 'NUMBER', label: 'N' }],
      loginProfiles: [profile],
    });
    return warningsOf(library, now).join('\n');
  };

  test('of the certificate of our key that it will end, and that it has', () => {
    const entra = { preset: 'microsoft-entra', tenant: '11111111-2222-4333-8444-555555555555' };
    const more = { ...entra, clientKey: { key: '${env:KEY}', certificate } };
    const end = new X509Certificate(certificate).validToDate.getTime();
    assert.match(warnings(more, end - 86_400_000), /^library, campus: the certificate for our key \(clientKey\)/);
    assert.match(warnings(more, end + 86_400_000), /clientKey/);
    assert.equal(warnings(more, end - 60 * 86_400_000), '');
  });

  test('of the sandbox of ORCID that anybody can be anybody there', () => {
    const more = { preset: 'orcid', clientSecret: '${env:S}' };
    assert.match(warnings({ ...more, sandbox: true }, 0), /anybody can make any iD/);
    assert.equal(warnings(more, 0), '');
  });
});
