import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { durationMs } from '../../../src/saml/duration.ts';
import { parseXml } from '../../../src/saml/xml.ts';
import { publishedScopes } from '../../../strategies/saml/metadata/published-scopes.ts';
import { hasAllowedScope, isScoped, narrowScopes } from '../../../strategies/saml/scopes.ts';

function published(...patterns: readonly string[]) {
  const scopes = patterns.map((one) => `<shibmd:Scope regexp="true">${one}</shibmd:Scope>`).join('');
  const xml =
    '<md:IDPSSODescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:shibmd="urn:mace:shibboleth:metadata:1.0">' +
    `<md:Extensions>${scopes}</md:Extensions></md:IDPSSODescriptor>`;
  const root = parseXml(xml)?.documentElement;
  return root == null ? assert.fail() : publishedScopes([root]);
}

describe('A scope written as a pattern', () => {
  for (const [pattern, scopes] of [
    ['^uni\\.example$', ['uni.example']],
    ['^.+\\.uni\\.example$', ['*.uni.example']],
    ['^(.+\\.)?uni\\.example$', ['uni.example', '*.uni.example']],
    ['^(?:.*\\.)?Uni\\.Example$', ['uni.example', '*.uni.example']],
  ] as const) {
    test(`${pattern} means ${scopes.join(' and ')}`, () => {
      assert.deepEqual(published(pattern), { scopes, ignored: [] });
    });
  }

  test('of any other form lets nothing through, and is told', () => {
    assert.deepEqual(published('.*', 'uni\\.example'), { scopes: [], ignored: ['.*', 'uni\\.example'] });
  });

  test('is not there where the document has none', () => {
    assert.equal(published(), undefined);
  });
});

describe('A scope', () => {
  test('under a domain is allowed where the domain is, and the domain itself is not', () => {
    const at = (scope: string) => hasAllowedScope(`alice@${scope}`, ['*.uni.example']);
    assert.deepEqual(
      ['a.uni.example', 'b.a.uni.example', 'uni.example', 'auni.example', '.uni.example', 'a b.uni.example'].map(at),
      [true, true, false, false, false, false],
    );
  });

  test('must be allowed by both, the metadata and the profile', () => {
    const metadata = ['uni.example', '*.uni.example', 'college.example'];
    assert.deepEqual(narrowScopes(metadata, undefined), metadata);
    assert.deepEqual(narrowScopes(metadata, ['library.uni.example', 'evil.example']), ['library.uni.example']);
    assert.deepEqual(narrowScopes(['library.uni.example'], ['*.uni.example']), ['library.uni.example']);
    assert.deepEqual(narrowScopes([], ['uni.example']), []);
  });

  test('counts for an attribute whatever the case of its name', () => {
    assert.ok(isScoped('EduPersonPrincipalName', undefined));
    assert.ok(isScoped('x', 'EPPN'));
    assert.ok(!isScoped('mail', 'mail'));
  });
});

test('a duration is read in milliseconds, and what is none is nothing', () => {
  assert.deepEqual(['PT6H', 'P1DT2H', 'PT90S', 'P1M', 'PT', 'P', '6 hours', '-PT6H', 'P1DT'].map(durationMs), [
    21_600_000,
    93_600_000,
    90_000,
    2_592_000_000,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
