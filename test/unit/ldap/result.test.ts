import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bindFailure, searchFailure } from '../../../strategies/ldap/result.ts';

const ad = (data: string): string =>
  `80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data ${data}, v1db1`;

describe('what a directory answers to a bind', () => {
  test('a wrong password is a refusal', () => {
    assert.deepEqual(bindFailure(49, 'Invalid credentials'), {
      type: 'refused',
      reason: 'credentials',
      detail: 'bind: result 49',
    });
  });

  for (const [data, reason] of [
    ['532', 'password expired'],
    ['533', 'account disabled'],
    ['701', 'account expired'],
    ['773', 'password must be changed'],
    ['775', 'account locked'],
  ] as const) {
    test(`Active Directory's data ${data} stands in the detail: ${reason}`, () => {
      const failure = bindFailure(49, ad(data));
      assert.deepEqual(failure, {
        type: 'refused',
        reason: 'credentials',
        detail: `bind: result 49, data ${data} (${reason})`,
      });
    });
  }

  test('an account that is not there is unknown', () => {
    for (const failure of [bindFailure(49, ad('525')), bindFailure(32, ''), bindFailure(34, '')]) {
      assert.equal(failure.type === 'refused' && failure.reason, 'unknown');
    }
  });

  test('a server that cannot judge is unreachable', () => {
    for (const code of [1, 2, 8, 11, 13, 51, 52, 80])
      assert.equal(bindFailure(code, '').type, 'unreachable', String(code));
  });
});

describe('what a directory answers to a search', () => {
  test('more entries than it gives, or a referral, is neither unknown nor a wrong password', () => {
    for (const code of [4, 10]) {
      const failure = searchFailure(code);
      assert.equal(failure.type === 'refused' && failure.reason, 'invalid');
    }
  });

  test('a time limit, missing rights or a missing base are no answer about the person', () => {
    for (const code of [3, 11, 32, 50]) assert.equal(searchFailure(code).type, 'unreachable', String(code));
  });
});
