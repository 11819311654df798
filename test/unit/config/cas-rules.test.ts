import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatPath } from '../../../config/faults.ts';
import { casRules } from '../../../config/rules/cas.ts';
import { casRelyingParty } from '../../../config/schema.ts';
import { viewInstitution } from '../../../config/view.ts';

type Data = Readonly<Record<string, unknown>>;

const party = (id: string, more: Data = {}): Data => ({
  kind: 'cas',
  id,
  name: id,
  services: [`https://${id}.example/`],
  ...more,
});

function faults(...relyingParties: readonly Data[]): readonly string[] {
  const loginProfiles = [{ kind: 'password', id: 'library', label: 'L', match: { from: 'subject', to: 'any' } }];
  const view = viewInstitution({ slug: 'demo', code: 'D', name: 'Demo', loginProfiles, relyingParties });
  return casRules.flatMap((rule) => [...rule.check(view)].map(({ path }) => `${rule.name} ${formatPath(path)}`));
}

describe('applications that ask by CAS', () => {
  test('may be under one another, and not at the same address', () => {
    assert.deepEqual(faults(party('a'), party('b', { services: ['https://a.example/b'] })), []);
    assert.deepEqual(faults(party('a'), party('b', { services: ['https://a.example:443'] })), [
      'cas-service-of-one-application relyingParties[1].services[0]',
    ]);
  });

  test('tell attributes by names that XML has, and not those of the protocol', () => {
    const claims = {
      'urn:oid:1': 'name',
      '1st': 'name',
      xmlName: 'name',
      isFromNewLogin: 'name',
      given_name: 'given_name',
    };
    assert.equal(faults(party('a', { release: { claims } })).length, 4);
  });

  test('are reached through proxies only', () => {
    const proxy = { callbacks: ['https://a.example/callback'] };
    assert.deepEqual(faults(party('a', { proxy }), party('b', { proxiedBy: ['a'] })), []);
    assert.deepEqual(faults(party('a'), party('b', { proxiedBy: ['a'] })), [
      'cas-proxies-are-known relyingParties[1].proxiedBy[0]',
    ]);
  });

  test('are told nowhere where they are not told', () => {
    assert.deepEqual(faults(party('a', { singleLogout: false, logoutUrl: 'https://a.example/x' })), [
      'cas-is-told-where-it-is relyingParties[0].logoutUrl',
    ]);
  });

  for (const service of [
    'http://a.example/',
    'https://*.example/',
    'https://a.example/?x=1',
    'https://a.example/#x',
    'https://A.example/',
    'https://a.example/x/../y',
    'a.example',
  ]) {
    test(`are not at ${service}`, () => {
      assert.equal(casRelyingParty.safeParse(party('a', { services: [service] })).success, false);
    });
  }

  test('get proxy-granting tickets by https, also on this machine', () => {
    const read = (callback: string) =>
      casRelyingParty.safeParse(party('a', { proxy: { callbacks: [callback] } })).success;
    assert.deepEqual([read('http://127.0.0.1/x'), read('https://127.0.0.1/x')], [false, true]);
  });
});
