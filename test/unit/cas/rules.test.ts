// What `vestibule check` says of CAS profiles.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatPath } from '../../../config/faults.ts';
import { checkInstitution } from '../../../config/rules.ts';
import { viewInstitution } from '../../../config/view.ts';

type Data = Readonly<Record<string, unknown>>;

const server = 'https://cas.uni.example/cas';
const cas = (match: Data, more: Data = {}): Data => ({ kind: 'cas', id: 'cas', label: 'CAS', server, match, ...more });
const byName = { from: 'subject', to: 'ACCOUNT' };
const byNumber = { from: { attribute: 'studentNumber' }, to: 'STUDENT_NO' };

function faultsOf(...loginProfiles: readonly Data[]): readonly string[] {
  const identifierTypes = [
    { code: 'STUDENT_NO', label: 'Student number' },
    { code: 'ACCOUNT', label: 'Account' },
    { code: 'BOUND', label: 'Account there', uniqueness: 'type', issuer: server },
    { code: 'FOREIGN', label: 'Account elsewhere', uniqueness: 'type', issuer: 'https://cas.other.example/cas' },
    { code: 'MAIL', label: 'Mail' },
  ];
  const data = { slug: 'library', code: 'LIB', name: 'Library', identifierTypes, loginProfiles };
  return checkInstitution(viewInstitution(data)).map(({ path, message }) => `${formatPath(path)} — ${message}`);
}

function assertFault(faults: readonly string[], expected: RegExp): void {
  assert.equal(faults.length, 1, faults.join('\n'));
  assert.match(faults[0] ?? '', expected);
}

describe('a CAS profile', () => {
  test('may match the user name, an attribute, or a type bound to its server', () => {
    assert.deepEqual(faultsOf(cas(byName)), []);
    assert.deepEqual(faultsOf(cas(byNumber)), []);
    assert.deepEqual(faultsOf(cas({ from: 'subject', to: 'BOUND' })), []);
  });

  test('may match a bound type however many slashes stand behind its server', () => {
    assert.deepEqual(faultsOf(cas({ from: 'subject', to: 'BOUND' }, { server: `${server}/` })), []);
  });

  test('matches no type that is bound to another server', () => {
    assertFault(faultsOf(cas({ from: 'subject', to: 'FOREIGN' })), /bound to the issuer https:\/\/cas\.other\.example/);
  });

  test('of protocol 1 matches the user name alone', () => {
    assert.deepEqual(faultsOf(cas(byName, { protocol: 1 })), []);
    assertFault(faultsOf(cas(byNumber, { protocol: 1 })), /match\.from — CAS protocol 1 tells the user name/);
  });

  test('of protocol 2 may match an attribute, which many servers tell there', () => {
    assert.deepEqual(faultsOf(cas(byNumber, { protocol: 2 })), []);
  });

  test('is never told which addresses were verified', () => {
    assertFault(faultsOf(cas({ from: 'verified-email', to: 'MAIL' })), /kind cas is never told/);
  });

  test('matches an email address only where its server proves them', () => {
    const byMail = { from: { attribute: 'mail' }, to: 'MAIL' };
    assertFault(faultsOf(cas(byMail)), /nobody verified/);
    assert.deepEqual(faultsOf(cas(byMail, { verifiesEmail: true })), []);
  });

  test('matches a scoped value only with its scope', () => {
    const scoped = { from: { attribute: 'eduPersonPrincipalName' }, to: 'ACCOUNT' };
    assertFault(faultsOf(cas(scoped)), /scoped value/);
    assert.deepEqual(faultsOf(cas({ ...scoped, transform: [{ stripScope: ['uni.example'] }] })), []);
  });

  test('shares no type with another server, unless one of the two says so', () => {
    const other = cas(byName, { id: 'other', server: 'https://cas.other.example/cas' });
    assertFault(faultsOf(cas(byName), other), /"cas" and "other" have different issuers/);
    assert.deepEqual(faultsOf(cas(byName), { ...other, sharesIdentifiersWith: ['cas'] }), []);
  });
});
