import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatPath } from '../../../config/faults.ts';
import { choosingRules } from '../../../config/rules/choosing.ts';
import { viewInstitution } from '../../../config/view.ts';
import { certificate } from './certificate.ts';

type Data = Readonly<Record<string, unknown>>;

const library: Data = { kind: 'password', id: 'library', label: 'Library', match: { from: 'subject', to: 'any' } };
const cas = (id: string, more: Data = {}): Data => ({
  kind: 'cas',
  id,
  label: id,
  server: `https://cas.${id}.example`,
  match: { from: 'subject', to: 'any' },
  ...more,
});
const idp = {
  entityId: 'https://idp.example',
  singleSignOnUrl: 'https://idp.example/sso',
  certificates: [certificate],
};
const saml = (more: Data): Data => {
  const { server: _server, ...common } = cas('saml', more);
  return { ...common, kind: 'saml', idp };
};
const party = (...profiles: readonly string[]): Data => ({
  kind: 'oidc',
  id: 'app',
  name: 'App',
  redirectUris: ['https://app.example/cb'],
  profiles,
});

function faults(loginProfiles: readonly Data[], relyingParties: readonly Data[] = []): readonly string[] {
  const view = viewInstitution({ slug: 'demo', code: 'D', name: 'Demo', loginProfiles, relyingParties });
  return choosingRules.flatMap((rule) => [...rule.check(view)].map(({ path }) => `${rule.name} ${formatPath(path)}`));
}

describe('the rules of choosing', () => {
  for (const [what, expected, profiles, parties] of [
    ['take one default', [], [cas('a', { default: true }), library], []],
    [
      'refuse two',
      ['one-default-profile loginProfiles[1].default'],
      [cas('a', { default: true }), cas('b', { default: true })],
      [],
    ],
    ['take a hidden profile beside a listed one', [], [cas('a', { listed: false }), library], []],
    [
      'refuse a sign-in page with nothing on it',
      ['some-profile-is-listed loginProfiles'],
      [cas('a', { listed: false }), { ...library, enabled: false }],
      [],
    ],
    [
      'refuse a domain that leads to two',
      ['domains-lead-to-one-profile loginProfiles[1].domains[1]'],
      [cas('a', { domains: ['uni.example'] }), cas('b', { domains: ['b.example', 'UNI.example'] })],
      [],
    ],
    ['take silence of an upstream that knows it', [], [cas('a', { silent: true }), saml({ silent: true })], []],
    [
      'refuse it of a form',
      ['silent-upstreams-know-silence loginProfiles[0].silent'],
      [{ ...library, silent: true }],
      [],
    ],
    [
      'refuse it where the request shows a page',
      ['silent-upstreams-know-silence loginProfiles[0].silent'],
      [saml({ silent: true, requestBinding: 'post' })],
      [],
    ],
    ['take an application with profiles that are there', [], [cas('a'), library], [party('library', 'a')]],
    [
      'refuse one with a profile that is not',
      ['application-profiles-exist relyingParties[0].profiles[1]'],
      [cas('a'), library],
      [party('a', 'other')],
    ],
    [
      'refuse one that nobody could come in to',
      ['application-has-a-way-in relyingParties[0].profiles'],
      [cas('a', { enabled: false }), library],
      [party('a')],
    ],
  ] as const) {
    test(what, () => {
      assert.deepEqual(faults(profiles, parties), expected);
    });
  }
});
