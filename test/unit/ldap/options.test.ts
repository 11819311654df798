import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ldapOptions } from '../../../strategies/ldap/options.ts';
import { ldapServer } from '../../../strategies/ldap/socket.ts';

const accepts = (filter: string): boolean =>
  ldapOptions.safeParse({
    id: 'campus',
    kind: 'ldap',
    label: 'Campus',
    match: { from: 'subject', to: 'primary' },
    directory: 'uni',
    servers: [{ url: 'ldaps://ldap.uni.example' }],
    bind: { type: 'search', dn: 'cn=x', password: '${env:X}', base: 'dc=uni', filter },
  }).success;

describe('the configuration of an LDAP directory', () => {
  test('takes a filter whose parentheses are closed, and no other', () => {
    for (const good of ['(uid={name})', '(&(objectClass=person)(|(uid={name})(mail={name})))'])
      assert.ok(accepts(good), good);
    for (const bad of ['uid={name}', '(uid={name}', '(uid={name}))', '(uid={name})(x=y)', '(uid=x)']) {
      assert.ok(!accepts(bad), bad);
    }
  });

  test('leaves StartTLS out only where it says so and the server is on this machine', () => {
    const security = (url: string, plainText: boolean) => ldapServer({ url }, plainText).security;
    assert.equal(security('ldap://127.0.0.1:389', true), 'plain');
    assert.equal(security('ldap://[::1]:389', true), 'plain');
    assert.equal(security('ldap://127.0.0.1:389', false), 'starttls');
    assert.equal(security('ldap://ldap.uni.example', true), 'starttls');
    assert.equal(security('ldap://127.evil.example', true), 'starttls');
    assert.equal(security('ldaps://127.0.0.1', true), 'ldaps');
  });

  test('means the usual ports where it names none', () => {
    assert.equal(ldapServer({ url: 'ldap://ldap.uni.example' }, false).port, 389);
    assert.equal(ldapServer({ url: 'ldaps://ldap.uni.example' }, false).port, 636);
  });
});
