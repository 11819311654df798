import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Assertion } from '../../../src/domain/assertion.ts';
import type { MatchRule } from '../../../src/domain/match-rule.ts';
import type { Admission } from '../../../src/resolution/decide.ts';
import type { MatchTypes } from '../../../src/resolution/look-up.ts';
import { resolve } from '../../../src/resolution/resolve.ts';
import { assertionOf, campusIssuer } from '../../support/assertions.ts';
import { createFakeUsers, type FakeUsers } from '../../support/fake-users.ts';
import { fakeFolding } from '../../support/user-seed.ts';

const today = '2026-11-22';
const types: MatchTypes = { ...fakeFolding, issuers: new Map([['GOOGLE', 'https://accounts.google.com']]) };
const byStudentNumber: MatchRule = {
  from: { type: 'attribute', name: 'studentNumber' },
  to: { type: 'types', types: ['STUDENT_NO'] },
  transform: [],
};
const everybody: Admission = { recordTypes: ['public', 'staff'] };

function resolving(users: FakeUsers, assertion: Assertion, rule = byStudentNumber, admission = everybody) {
  return resolve(users, {
    institution: 'demo',
    assertion,
    rule,
    admission,
    types,
    today,
    now: Date.parse(`${today}T12:00:00Z`),
  });
}

const student = (...values: string[]) => assertionOf({ attributes: { studentNumber: values } });

async function library() {
  const users = createFakeUsers();
  const alice = await users.seed({
    primaryIdentifier: 'p0001',
    identifiers: [
      { type: 'STUDENT_NO', value: 'S-1001' },
      { type: 'BARCODE', value: '29301000000018' },
    ],
  });
  return { users, alice };
}

describe('resolving an assertion', () => {
  test('finds the one user who holds the value under the named type', async () => {
    const { users, alice } = await library();
    const { resolution } = await resolving(users, student('S-1001'));
    assert.equal(resolution.type, 'matched');
    assert.ok(resolution.type === 'matched');
    assert.equal(resolution.user.id, alice.id);
    assert.equal(resolution.identifier.type, 'STUDENT_NO');
  });

  test('compares by the folded key, so case and blanks do not matter', async () => {
    const { users } = await library();
    const { resolution } = await resolving(users, student('  s-1001 '));
    assert.equal(resolution.type, 'matched');
  });

  test('finds nobody when the value stands under another type, and the trace says under which', async () => {
    const { users } = await library();
    const { resolution, steps } = await resolving(users, student('29301000000018'));
    assert.equal(resolution.type, 'unmatched');
    const found = steps.flatMap((step) => (step.type === 'looked-up' ? step.found : []));
    assert.deepEqual(
      found.map(({ type, named }) => [type, named]),
      [['BARCODE', false]],
    );
  });

  test('does not match the user name when the rule reads the student number', async () => {
    const { users } = await library();
    await users.seed({ primaryIdentifier: 'alice' });
    const { resolution } = await resolving(users, assertionOf({ subject: 'alice' }));
    assert.deepEqual(resolution, { type: 'incomplete', missing: 'attribute studentNumber' });
  });

  test('looks up every value of an attribute and refuses when two people answer', async () => {
    const { users, alice } = await library();
    const bob = await users.seed({
      primaryIdentifier: 'p0002',
      identifiers: [{ type: 'STUDENT_NO', value: 'S-1002' }],
    });
    const { resolution } = await resolving(users, student('S-1001', 'S-1002'));
    assert.ok(resolution.type === 'ambiguous');
    assert.deepEqual(resolution.candidates.map(({ id }) => id).toSorted(), [alice.id, bob.id].toSorted());
  });

  test('is ambiguous even when one of the two holds the value on an inactive identifier', async () => {
    const { users } = await library();
    await users.seed({
      primaryIdentifier: 'p0002',
      identifiers: [{ type: 'STUDENT_NO', value: 'S-1002', status: 'inactive' }],
    });
    const { resolution } = await resolving(users, student('S-1001', 'S-1002'));
    assert.equal(resolution.type, 'ambiguous');
  });

  test('two values of one person are that person', async () => {
    const { users, alice } = await library();
    const rule: MatchRule = { ...byStudentNumber, to: { type: 'any' } };
    const { resolution } = await resolving(users, student('S-1001', '29301000000018'), rule);
    assert.ok(resolution.type === 'matched');
    assert.equal(resolution.user.id, alice.id);
  });

  test('two types of one rule that lead to two people are ambiguous, never the first', async () => {
    const { users } = await library();
    await users.seed({ primaryIdentifier: 'p0002', identifiers: [{ type: 'STAFF_NO', value: 'T-7' }] });
    const rule: MatchRule = { ...byStudentNumber, to: { type: 'types', types: ['STUDENT_NO', 'STAFF_NO'] } };
    const { resolution } = await resolving(users, student('S-1001', 'T-7'), rule);
    assert.equal(resolution.type, 'ambiguous');
  });

  for (const status of ['inactive', 'alias', 'retired', 'held'] as const) {
    test(`signs nobody in by an identifier that is ${status}`, async () => {
      const users = createFakeUsers();
      await users.seed({ primaryIdentifier: 'p1', identifiers: [{ type: 'STUDENT_NO', value: 'S-9', status }] });
      const { resolution } = await resolving(users, student('S-9'));
      assert.equal(resolution.type, status === 'inactive' ? 'refused' : 'unmatched');
    });
  }

  test('never reads a type that is bound to another issuer', async () => {
    const users = createFakeUsers();
    await users.seed({ primaryIdentifier: 'p1', identifiers: [{ type: 'GOOGLE', value: '1088' }] });
    const rule: MatchRule = { from: { type: 'subject' }, to: { type: 'types', types: ['GOOGLE'] }, transform: [] };
    const { resolution, steps } = await resolving(users, assertionOf({ subject: '1088' }), rule);
    assert.equal(resolution.type, 'unmatched');
    assert.ok(steps.some((step) => step.type === 'checked' && step.check === 'issuer of GOOGLE' && !step.passed));
    const google = assertionOf({ subject: '1088', issuer: 'https://accounts.google.com' });
    assert.equal((await resolving(users, google, rule)).resolution.type, 'matched');
  });

  test('reads verified email addresses only where the upstream verified them', async () => {
    const users = createFakeUsers();
    await users.seed({ primaryIdentifier: 'a@uni.example' });
    const rule: MatchRule = { from: { type: 'verified-email' }, to: { type: 'primary' }, transform: [] };
    const unverified = assertionOf({ attributes: { email: ['a@uni.example'] } });
    assert.equal((await resolving(users, unverified, rule)).resolution.type, 'incomplete');
    const verified = assertionOf({ verifiedEmails: ['a@uni.example'] });
    assert.equal((await resolving(users, verified, rule)).resolution.type, 'matched');
  });

  test('refuses when the strategy itself resolved the name to somebody else', async () => {
    const { users } = await library();
    const assertion = assertionOf({ attributes: { studentNumber: ['S-1001'] }, resolvedUserId: 'somebody-else' });
    assert.equal((await resolving(users, assertion)).resolution.type, 'ambiguous');
  });

  test('keeps only the values that the rule reads', async () => {
    const { users } = await library();
    const assertion = assertionOf({ subject: 'alice', attributes: { studentNumber: ['S-1001'], secret: ['xyzzy'] } });
    const { steps } = await resolving(users, assertion);
    assert.doesNotMatch(JSON.stringify(steps), /xyzzy|"alice"/);
  });
});

describe('who may come in', () => {
  const refusals = [
    ['an inactive user', { status: 'inactive' }, 'user-inactive'],
    ['a user whom staff locked', { signInLock: { at: '2026-11-01T00:00:00Z', by: 'u1' } }, 'user-locked'],
    ['a contact', { recordType: 'contact' }, 'user-contact'],
    ['an expired internal user', { expiryDate: '2026-11-21' }, 'user-expired'],
  ] as const;
  for (const [who, facts, reason] of refusals) {
    test(`refuses ${who}`, async () => {
      const users = createFakeUsers();
      await users.seed({ primaryIdentifier: 'p1', identifiers: [{ type: 'STUDENT_NO', value: 'S-9' }], ...facts });
      const { resolution } = await resolving(users, student('S-9'));
      assert.ok(resolution.type === 'refused');
      assert.equal(resolution.reason, reason);
    });
  }

  const admitted = [
    ['an expired external user', { accountType: 'external', expiryDate: '2020-01-01' }],
    ['an internal user on the day she expires', { expiryDate: today }],
    ['a user with library blocks', { blocks: [{ type: 'CASH', description: 'FINES', status: 'active' }] }],
  ] as const;
  for (const [who, facts] of admitted) {
    test(`lets in ${who}`, async () => {
      const users = createFakeUsers();
      await users.seed({ primaryIdentifier: 'p1', identifiers: [{ type: 'STUDENT_NO', value: 'S-9' }], ...facts });
      assert.equal((await resolving(users, student('S-9'))).resolution.type, 'matched');
    });
  }

  test('a profile for staff refuses a public user', async () => {
    const { users } = await library();
    const { resolution } = await resolving(users, student('S-1001'), byStudentNumber, { recordTypes: ['staff'] });
    assert.ok(resolution.type === 'refused');
    assert.equal(resolution.reason, 'record-type');
  });

  test('a profile for one user group refuses the others, and those without a group', async () => {
    const { users } = await library();
    const admission: Admission = { recordTypes: ['public'], userGroups: ['PG'] };
    const { resolution } = await resolving(users, student('S-1001'), byStudentNumber, admission);
    assert.ok(resolution.type === 'refused');
    assert.equal(resolution.reason, 'user-group');
  });
});

describe('values that cannot be an identifier', () => {
  const odd = {
    empty: '',
    blank: '   ',
    'longer than 255 characters': 'x'.repeat(256),
    'ten thousand characters': 'x'.repeat(10_000),
    'with NUL': 'S-1001\u0000',
    'with a line break': 'S-1001\n',
  };
  for (const [name, value] of Object.entries(odd)) {
    test(`gives no value when ${name}`, async () => {
      const { users } = await library();
      assert.equal((await resolving(users, student(value))).resolution.type, 'incomplete');
    });
  }

  test('does not believe an upstream that sends more than twenty values', async () => {
    const { users } = await library();
    const many = Array.from({ length: 21 }, (_, index) => `S-${index}`);
    assert.equal((await resolving(users, student(...many, 'S-1001'))).resolution.type, 'incomplete');
  });

  test('an attribute named like an object method is not there', async () => {
    const { users } = await library();
    const rule: MatchRule = { ...byStudentNumber, from: { type: 'attribute', name: 'constructor' } };
    assert.equal((await resolving(users, assertionOf(), rule)).resolution.type, 'incomplete');
  });
});

describe('transformations', () => {
  const cases: readonly [string, MatchRule['transform'], string, string][] = [
    [
      'strips a scope the rule names',
      [{ type: 'strip-scope', scopes: ['uni.example'] }],
      'S-1001@uni.example',
      'matched',
    ],
    [
      'gives no value for a scope it does not name',
      [{ type: 'strip-scope', scopes: ['uni.example'] }],
      'S-1001@evil.example',
      'incomplete',
    ],
    ['gives no value without a scope', [{ type: 'strip-scope', scopes: ['uni.example'] }], 'S-1001', 'incomplete'],
    [
      'takes the one capture of a pattern',
      [{ type: 'pattern', pattern: 'urn:student:(S-[0-9]+)' }],
      'urn:student:S-1001',
      'matched',
    ],
    [
      'gives no value when the pattern fits a part only',
      [{ type: 'pattern', pattern: '(S-[0-9]+)' }],
      'xS-1001',
      'incomplete',
    ],
    [
      'applies several in order',
      [{ type: 'trim' }, { type: 'lowercase' }, { type: 'pattern', pattern: 'x(s-1001)' }],
      ' XS-1001 ',
      'matched',
    ],
  ];
  for (const [name, transform, value, outcome] of cases) {
    test(name, async () => {
      const { users } = await library();
      const { resolution } = await resolving(users, student(value), { ...byStudentNumber, transform });
      assert.equal(resolution.type, outcome);
    });
  }
});

test('the issuer of the assertion stands in the trace', async () => {
  const { users } = await library();
  const { steps } = await resolving(users, student('S-1001'));
  assert.deepEqual(steps[0], { type: 'asserted', profile: 'campus', issuer: campusIssuer });
});
