import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findTypedName, type TypedNameTable } from '../../../src/directory/typed-name.ts';
import type { IdentifierStatus } from '../../../src/domain/identifier.ts';
import type { Holding, Users } from '../../../src/domain/ports/users.ts';
import { explainStep } from '../../../src/resolution/explain.ts';
import { resolve } from '../../../src/resolution/resolve.ts';
import { assertionOf } from '../../support/assertions.ts';
import { fakeFolding } from '../../support/user-seed.ts';
import { dayMs, recordOf } from './ground.ts';

const now = Date.UTC(2026, 2, 2, 9);
const table: TypedNameTable = { ...fakeFolding, issuers: new Map() };
const { user } = recordOf({ primaryIdentifier: 'lovelace' });

/** The user `lovelace`, who was called `ada`. */
function holding(holdUntil?: number, status: IdentifierStatus = 'alias', userId = user.id): Holding {
  const identifier = { id: 'i', userId, type: 'primary', value: 'ada', status, segment: 'internal' } as const;
  return { identifier, scope: 'pooled', key: 'ada', user: { ...user, id: userId }, ...(holdUntil && { holdUntil }) };
}

const usersWith = (...holdings: readonly Holding[]) => ({ holdings: async () => holdings }) as unknown as Users;

function resolving(...holdings: readonly Holding[]) {
  return resolve(usersWith(...holdings), {
    institution: 'demo',
    assertion: assertionOf({ subject: 'ada' }),
    rule: { from: { type: 'subject' }, to: { type: 'primary' }, transform: [] },
    admission: { recordTypes: ['public', 'staff'] },
    types: table,
    now,
    today: '2026-03-02',
  });
}

const typed = (...holdings: readonly Holding[]) =>
  findTypedName(usersWith(...holdings), 'demo', table, [{ type: 'any' }], 'ada', now);

describe('a former primary identifier', () => {
  test('signs in until its time is over', async () => {
    const { resolution } = await resolving(holding(now + 1));
    assert.ok(resolution.type === 'matched');
    assert.deepEqual([resolution.user.id, resolution.identifier.status], [user.id, 'alias']);
  });

  test('names nobody from that moment on, or where it was given no time', async () => {
    assert.equal((await resolving(holding(now))).resolution.type, 'unmatched');
    assert.equal((await resolving(holding())).resolution.type, 'unmatched');
  });

  test('is told in the trace, with its time', async () => {
    const told = async (until?: number) => (await resolving(holding(until))).steps.map(explainStep).join('\n');
    const check = 'Check of the former primary identifier:';
    assert.ok((await told(now + dayMs)).includes(`${check} passed (signs in until 2026-03-03T09:00:00.000Z).`));
    assert.ok((await told(now - dayMs)).includes(`${check} failed (signs in until 2026-03-01T09:00:00.000Z).`));
    assert.ok((await told()).includes(`${check} failed (does not sign in).`));
  });

  test('makes an assertion ambiguous that names somebody else too', async () => {
    const { resolution } = await resolving(holding(now + 1), holding(undefined, 'active', 'another'));
    assert.equal(resolution.type, 'ambiguous');
  });

  test('gives no time to what is retired or held', async () => {
    for (const status of ['retired', 'held', 'inactive'] as const) {
      assert.notEqual((await resolving(holding(now + dayMs, status))).resolution.type, 'matched', status);
    }
  });

  test('can be typed until its time is over', async () => {
    const good = await typed(holding(now + 1));
    assert.deepEqual([good.person?.id, good.people.length], [user.id, 1]);
    const over = await typed(holding(now));
    assert.deepEqual([over.person, over.people.length], [undefined, 0]);
  });
});
