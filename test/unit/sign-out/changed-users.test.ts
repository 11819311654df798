// Following the audit of changes: which changes may end a session, and that each is looked at by some node.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AuditDetail, AuditRecord } from '../../../src/domain/ports/audit-trail.ts';
import { followChanges } from '../../../src/login/sign-out/changed-users.ts';
import { fakeEphemeral } from '../../support/fake-ephemeral.ts';
import { fakeClock } from '../../support/fakes.ts';

const limits = { idleSeconds: 60, absoluteSeconds: 3600, timeZone: 'UTC' };

function house() {
  const clock = fakeClock(1000);
  const ephemeral = fakeEphemeral(clock);
  const written: AuditRecord[] = [];
  const looked: string[] = [];
  const told: string[] = [];
  let reads = 0;
  const deps = {
    clock,
    ephemeral,
    trail: {
      head: async () => ({ seq: written.length, hash: '', anchorSeq: 0, anchorHash: '' }),
      async *entries(_institution: string, _chain: string, { after = 0 } = {}) {
        for (const record of written.slice(after)) {
          reads += 1;
          yield record;
        }
      },
    },
    sessions: {
      over: async (institution: string, userId: string) => {
        looked.push(userId);
        return userId === 'fine' ? [] : [{ id: `session-of-${userId}`, institution, userId }];
      },
    },
    telling: { tellLater: ({ id }: { readonly id: string }) => void told.push(id) },
  };
  const write = (userId: string, detail: AuditDetail | undefined) =>
    void written.push({
      institution: 'demo',
      seq: written.length + 1,
      at: clock.now(),
      who: 'operator',
      via: 'cli',
      action: 'changed',
      userId,
      detail,
      detailHash: '',
      salt: undefined,
      previous: '',
      hash: '',
    });
  return { write, looked, told, clock, follow: () => followChanges(deps, 'demo', limits), reads: () => reads };
}

const ofUser = (before: object, after: object): AuditDetail => ({
  before: { user: { ...before } },
  after: { user: { ...after } },
});

describe('changes of users', () => {
  test('before the first look are of no session that there is', async () => {
    const { write, follow, looked } = house();
    write('ada', ofUser({ sessionEpoch: 0 }, { sessionEpoch: 1 }));
    assert.equal(await follow(), 0);
    assert.deepEqual(looked, []);
  });

  test('that may end a session are looked at, once, whoever looks', async () => {
    const { write, follow, looked, told } = house();
    await follow();
    write('epoch', ofUser({ sessionEpoch: 0 }, { sessionEpoch: 1 }));
    write('status', ofUser({ status: 'active' }, { status: 'inactive' }));
    write('lock', ofUser({ signInLock: null }, { signInLock: { reason: 'x' } }));
    write('removed', { before: { user: { primaryIdentifier: 'x' } } });
    write('erased', undefined);
    write('group', ofUser({ userGroup: 'A' }, { userGroup: 'B' }));
    write('new', { after: { user: { status: 'active', sessionEpoch: 0 } } });
    write('fine', ofUser({ expiryDate: '2026-01-01' }, { expiryDate: '2027-01-01' }));
    const found = await Promise.all([follow(), follow(), follow()]);
    assert.equal(
      found.reduce((sum, count) => sum + count, 0),
      5,
    );
    assert.deepEqual(looked, ['epoch', 'status', 'lock', 'removed', 'erased', 'fine']);
    assert.equal(told.length, 5);
    assert.equal(await follow(), 0);
  });

  test('are not read again', async () => {
    const { write, follow, reads, clock } = house();
    await follow();
    write('fine', ofUser({ status: 'active' }, { status: 'inactive' }));
    for (let look = 0; look < 5; look++) {
      await follow();
      clock.advance(86_400_000);
    }
    assert.equal(reads(), 1);
  });
});
