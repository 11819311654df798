import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { oidcOptions } from '../../../strategies/oidc/options.ts';

const tenant = '11111111-2222-4333-8444-555555555555';
const base = {
  kind: 'oidc',
  id: 'campus',
  label: 'Campus',
  clientId: 'library',
  clientSecret: '${env:SECRET}',
  match: { from: 'subject', to: 'CAMPUS' },
};
const { clientSecret: _secret, ...keyless } = base;
const appleKey = { key: '${file:AuthKey.p8}', kid: 'ABC123DEFG' };
const apple = { ...keyless, preset: 'apple', teamId: 'TEAM123456', clientKey: appleKey };

describe('a preset fixes the issuer:', () => {
  const issuers: readonly [string, object, string][] = [
    ['of the directory', { preset: 'microsoft-entra', tenant }, `https://login.microsoftonline.com/${tenant}/v2.0`],
    ['of Google', { preset: 'google-workspace', hostedDomain: 'Uni.Example' }, 'https://accounts.google.com'],
    ['of the Okta organization', { preset: 'okta', domain: 'uni.okta.com' }, 'https://uni.okta.com'],
    [
      'of an Okta authorization server',
      { preset: 'okta', domain: 'uni.okta.com', authorizationServer: 'default' },
      'https://uni.okta.com/oauth2/default',
    ],
    [
      'of the realm',
      { preset: 'keycloak', baseUrl: 'https://sso.uni.example/auth/', realm: 'campus' },
      'https://sso.uni.example/auth/realms/campus',
    ],
    ['of ORCID', { preset: 'orcid' }, 'https://orcid.org'],
    ['of the sandbox of ORCID', { preset: 'orcid', sandbox: true }, 'https://sandbox.orcid.org'],
  ];
  for (const [what, keys, issuer] of issuers) {
    test(what, () => assert.equal(oidcOptions.parse({ ...base, ...keys }).issuer, issuer));
  }
  test('of Apple', () => assert.equal(oidcOptions.parse(apple).issuer, 'https://appleid.apple.com'));
  test('which may be written beside it, if it is the same', () => {
    const written = { ...base, preset: 'orcid', issuer: 'https://orcid.org' };
    assert.equal(oidcOptions.parse(written).issuer, 'https://orcid.org');
  });
});

describe('a profile is refused', () => {
  const entra = { ...base, preset: 'microsoft-entra' };
  const faults: readonly [string, object, string, RegExp][] = [
    ['without issuer and preset', base, 'issuer', /a preset that fixes it/],
    [
      'with an issuer that its preset contradicts',
      { ...base, preset: 'orcid', issuer: 'https://evil.example' },
      'issuer',
      /fixes it to https:\/\/orcid.org/,
    ],
    ['of Entra without tenant', entra, 'tenant', /"tenant" beside preset/],
    ...['common', 'organizations', 'consumers', 'Common', '9188040d-6c67-4c5b-b112-36a304b66dad'].map(
      (name): [string, object, string, RegExp] => [
        `of Entra for ${name}`,
        { ...entra, tenant: name },
        'tenant',
        /your own directory/,
      ],
    ),
    ['of Entra by a domain', { ...entra, tenant: 'uni.onmicrosoft.com' }, 'tenant', /UUID/],
    [
      'of Google without hosted domain',
      { ...base, preset: 'google-workspace' },
      'hostedDomain',
      /"hostedDomain" beside/,
    ],
    ['with a key of another preset', { ...base, preset: 'orcid', realm: 'campus' }, 'realm', /preset: keycloak/],
    [
      'with a key of a preset and none',
      { ...base, issuer: 'https://op.example', tenant },
      'tenant',
      /preset: microsoft-entra/,
    ],
    [
      'of ORCID for more than the iD',
      { ...base, preset: 'orcid', scopes: ['openid', '/read-limited'] },
      'scopes',
      /openid at the most/,
    ],
    ['with secret and key', { ...base, issuer: 'https://op.example', clientKey: appleKey }, 'clientSecret', /either/],
    ['with neither secret nor key', { ...keyless, issuer: 'https://op.example' }, 'clientSecret', /either/],
    [
      'of Entra whose key has no certificate',
      { ...keyless, preset: 'microsoft-entra', tenant, clientKey: appleKey },
      'clientKey.certificate',
      /certificate/,
    ],
    ['of Apple with a secret', { ...apple, clientSecret: '${env:S}' }, 'clientSecret', /no secret with Apple/],
    ['of Apple without Key ID', { ...apple, clientKey: { key: appleKey.key } }, 'clientKey.kid', /Key ID/],
    [
      'of Apple by another algorithm',
      { ...apple, clientKey: { ...appleKey, algorithm: 'RS256' } },
      'clientKey.algorithm',
      /ES256/,
    ],
    [
      'of Apple for a name in the address',
      { ...apple, scopes: ['name'], responseMode: 'query' },
      'responseMode',
      /form_post/,
    ],
    [
      'of Apple that wants logout messages',
      { ...apple, backchannelLogout: true },
      'backchannelLogout',
      /sends no such message/,
    ],
  ];
  for (const [what, written, path, message] of faults) {
    test(what, () => {
      const { error } = oidcOptions.safeParse(written);
      const issue = error?.issues.find((one) => one.path.join('.') === path);
      assert.match(issue?.message ?? `no fault: ${JSON.stringify(error?.issues)}`, message);
    });
  }
});

describe('a preset knows what is the same for everybody there:', () => {
  test('Apple answers by a form when it is asked for a name or an address', () => {
    assert.equal(oidcOptions.parse(apple).responseMode, 'query');
    assert.equal(oidcOptions.parse({ ...apple, scopes: ['email'] }).responseMode, 'form_post');
    assert.deepEqual(oidcOptions.parse({ ...apple, scopes: ['email'] }).scopes, ['openid', 'email']);
  });

  test('Entra tells the object id with the scope profile only, which is always asked for', () => {
    const entra = oidcOptions.parse({ ...base, preset: 'microsoft-entra', tenant, scopes: ['email'] });
    assert.deepEqual(entra.scopes, ['openid', 'profile', 'email']);
  });

  test('a profile without one is as before', () => {
    const { scopes, userinfo, responseMode, reauthentication, backchannelLogout } = oidcOptions.parse({
      ...base,
      issuer: 'https://op.example',
    });
    assert.deepEqual(
      [scopes, userinfo, responseMode, reauthentication, backchannelLogout],
      [['openid', 'profile', 'email'], true, 'query', 'prove', true],
    );
  });
});
