import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { mergeUsers } from '../../../src/directory/merging/merge-users.ts';
import { splitUser } from '../../../src/directory/merging/split-user.ts';
import { undoBatch } from '../../../src/directory/undo/undo-batch.ts';
import type { UserRecord } from '../../../src/domain/ports/changes.ts';
import { holding, openTestDirectory, operator, type TestDirectory } from '../../support/directory.ts';
import { importRecords } from '../../support/import-run.ts';

const slug = 'demo';

async function opened(t: TestContext): Promise<TestDirectory> {
  const open = await openTestDirectory();
  t.after(() => open.close());
  return open;
}

/** What of a record comes back: versions go on, and sessions that are over stay over. */
function lasting(record: UserRecord | undefined) {
  if (record === undefined) return undefined;
  const { version: _, sessionEpoch: _epoch, modifiedAt: _at, modifiedBy: _by, ...user } = record.user;
  const identifiers = record.identifiers.toSorted((one, other) => one.id.localeCompare(other.id));
  return JSON.parse(JSON.stringify({ ...record, user, identifiers })) as unknown;
}

async function states({ directory }: TestDirectory, ...ids: string[]) {
  return Promise.all(ids.map(async (id) => lasting(await directory.changes.record(slug, id))));
}

/** Changes one field of each user in a change of its own, all in one batch unless said. */
async function setGroup({ directory }: TestDirectory, userGroup: string, batch: string | undefined, ...ids: string[]) {
  for (const id of ids)
    await directory.changes.change(slug, { users: [id] }, operator.actor, (known) => {
      const record = known.record(id);
      assert.ok(record !== undefined);
      const user = { ...record.user, userGroup };
      return { action: 'group-set', records: [{ ...record, user }], batch, result: undefined };
    });
}

const groupOf = async ({ store }: TestDirectory, id: string) => (await store.users.user(slug, id))?.userGroup;

async function mergedUsers(t: TestContext, request: { readonly takePassword?: boolean; readonly segments?: [] } = {}) {
  const open = await opened(t);
  const { id: from } = await open.seed({
    primaryIdentifier: 'old',
    identifiers: [{ type: 'BARCODE', value: '111', segment: 'external' }],
    emails: [{ address: 'old@example.org', types: [], preferred: true, segment: 'external' }],
    ...(request.takePassword === true ? { passwordHash: 'hash-of-old' } : {}),
  });
  const { id: into } = await open.seed({ primaryIdentifier: 'new' });
  const before = await states(open, from, into);
  const { batch } = await mergeUsers(open.directory, operator, { from, into, ...request });
  return { ...open, from, into, before, batch };
}

describe('undoing a merge', () => {
  test('brings both users back as they were', async (t) => {
    const merged = await mergedUsers(t);
    await undoBatch(merged.directory, operator, merged.batch);
    assert.deepEqual(await states(merged, merged.from, merged.into), merged.before);
  });

  test('brings values back that were given to nobody', async (t) => {
    const merged = await mergedUsers(t, { segments: [] });
    await undoBatch(merged.directory, operator, merged.batch);
    assert.deepEqual(await states(merged, merged.from, merged.into), merged.before);
  });

  test('gives a password back that was taken over', async (t) => {
    const merged = await mergedUsers(t, { takePassword: true });
    const { secretsLost } = await undoBatch(merged.directory, operator, merged.batch);
    assert.equal(secretsLost, 0);
    assert.deepEqual(await states(merged, merged.from, merged.into), merged.before);
  });

  test('says that a password is lost', async (t) => {
    const open = await opened(t);
    const from = await open.seed({ primaryIdentifier: 'old', passwordHash: 'hash-of-old' });
    const into = await open.seed({ primaryIdentifier: 'new', passwordHash: 'hash-of-new' });
    const { batch } = await mergeUsers(open.directory, operator, { from: from.id, into: into.id });
    assert.equal((await undoBatch(open.directory, operator, batch)).secretsLost, 1);
    assert.equal((await open.store.users.password(slug, into.id))?.hash, 'hash-of-new');
  });

  test('does not bring sessions back that the merge ended', async (t) => {
    const merged = await mergedUsers(t);
    await undoBatch(merged.directory, operator, merged.batch);
    assert.equal((await merged.store.users.summary(slug, merged.from))?.sessionEpoch, 1);
  });

  test('puts both back into the sets they were in', async (t) => {
    const open = await opened(t);
    const from = await open.seed({ primaryIdentifier: 'old' });
    const into = await open.seed({ primaryIdentifier: 'new' });
    const set = { name: 'Set', owner: 'operator', kind: 'list', createdAt: '2026-03-02T09:00:00Z' } as const;
    for (const id of ['hers', 'both']) await open.store.sets.create(slug, { ...set, id }, operator.actor);
    await open.store.sets.add(slug, 'hers', [from.id], operator.actor);
    await open.store.sets.add(slug, 'both', [from.id, into.id], operator.actor);
    const { batch } = await mergeUsers(open.directory, operator, { from: from.id, into: into.id });
    await undoBatch(open.directory, operator, batch);
    const members = async (id: string) => (await open.store.sets.members(slug, id, { limit: 9 })).items;
    assert.deepEqual([await members('hers'), await members('both')], [[from.id], [from.id, into.id].toSorted()]);
  });

  test('is refused once who stayed was changed in what came', async (t) => {
    const merged = await mergedUsers(t);
    await merged.directory.changes.change(slug, { users: [merged.into] }, operator.actor, (known) => {
      const record = known.record(merged.into);
      assert.ok(record !== undefined);
      const identifiers = record.identifiers.filter(({ value }) => value !== '111');
      return { action: 'identifier-detached', records: [{ ...record, identifiers }], result: undefined };
    });
    await assert.rejects(
      undoBatch(merged.directory, operator, merged.batch),
      (error: { code?: string; detail?: { userId?: string }; message?: string }) =>
        error.code === 'VST_UNDO_CONFLICT' &&
        error.detail?.userId === merged.into &&
        error.message?.includes('identifier-detached by operator') === true,
    );
    assert.equal(await merged.store.users.summary(slug, merged.from), undefined);
  });

  test('can be undone itself', async (t) => {
    const merged = await mergedUsers(t);
    const afterMerge = await states(merged, merged.from, merged.into);
    const undoing = await undoBatch(merged.directory, operator, merged.batch);
    await undoBatch(merged.directory, operator, undoing.batch);
    assert.deepEqual(await states(merged, merged.from, merged.into), afterMerge);
    await undoBatch(merged.directory, operator, merged.batch);
    assert.deepEqual(await states(merged, merged.from, merged.into), merged.before);
  });
});

describe('undoing a split', () => {
  test('leaves one user as she was', async (t) => {
    const open = await opened(t);
    const { id } = await open.seed({
      primaryIdentifier: 'both',
      identifiers: [{ type: 'BARCODE', value: '111', segment: 'external' }],
    });
    const before = await states(open, id);
    const request = { user: id, take: {}, newPrimary: '111', name: { last: 'Other' } };
    const { userId, batch } = await splitUser(open.directory, operator, request);
    await undoBatch(open.directory, operator, batch);
    assert.deepEqual(await states(open, id, userId), [...before, undefined]);
  });

  test('is refused once the new user was changed', async (t) => {
    const open = await opened(t);
    const { id } = await open.seed({ primaryIdentifier: 'both' });
    const request = { user: id, take: {}, newPrimary: 'second', name: { last: 'Other' } };
    const { userId, batch } = await splitUser(open.directory, operator, request);
    await setGroup(open, 'STAFF', undefined, userId);
    await assert.rejects(undoBatch(open.directory, operator, batch), { code: 'VST_UNDO_CONFLICT' });
  });
});

describe('undoing an import', () => {
  const imported = (open: TestDirectory, records: readonly unknown[]) =>
    importRecords(records, { users: open.store.users, random: open.directory.random });

  test('removes whom it made and brings back whom it changed', async (t) => {
    const open = await opened(t);
    const { id } = await open.seed({ primaryIdentifier: 'ada', name: { last: 'Lovelace' } });
    const before = await states(open, id);
    const { report } = await imported(open, [
      { primaryIdentifier: 'ada', name: { last: 'King' }, identifiers: [{ type: 'BARCODE', value: '111' }] },
      { primaryIdentifier: 'bob', name: { last: 'Babbage' } },
    ]);
    await undoBatch(open.directory, operator, report.batch);
    assert.deepEqual(await states(open, id), before);
    assert.equal(await open.store.users.size(slug), 1);
  });
});

describe('undoing a batch', () => {
  test('takes every change back, and what was done since in other fields stays', async (t) => {
    const open = await opened(t);
    const [ada, bob] = [await open.seed({ primaryIdentifier: 'ada' }), await open.seed({ primaryIdentifier: 'bob' })];
    await setGroup(open, 'STAFF', 'batch', ada.id, bob.id);
    await open.store.users.endSessions(slug, ada.id, operator.actor);
    const { changes } = await undoBatch(open.directory, operator, 'batch');
    assert.equal(changes, 2);
    assert.deepEqual([await groupOf(open, ada.id), await groupOf(open, bob.id)], [undefined, undefined]);
    assert.equal((await open.store.users.summary(slug, ada.id))?.sessionEpoch, 1);
  });

  test('takes several changes of one user back', async (t) => {
    const open = await opened(t);
    const { id } = await open.seed({ primaryIdentifier: 'ada', userGroup: 'FIRST' });
    await setGroup(open, 'SECOND', 'batch', id);
    await setGroup(open, 'THIRD', 'batch', id);
    await undoBatch(open.directory, operator, 'batch');
    assert.equal(await groupOf(open, id), 'FIRST');
  });

  test('touches nobody where one of them was changed since', async (t) => {
    const open = await opened(t);
    const [ada, bob] = [await open.seed({ primaryIdentifier: 'ada' }), await open.seed({ primaryIdentifier: 'bob' })];
    await setGroup(open, 'STAFF', 'batch', ada.id, bob.id);
    await setGroup(open, 'OTHER', undefined, ada.id);
    await assert.rejects(undoBatch(open.directory, operator, 'batch'), { code: 'VST_UNDO_CONFLICT' });
    assert.deepEqual([await groupOf(open, ada.id), await groupOf(open, bob.id)], ['OTHER', 'STAFF']);
  });

  test('is refused where somebody else has a value by now', async (t) => {
    const open = await opened(t);
    const ada = await open.seed({ primaryIdentifier: 'ada', identifiers: [{ type: 'BARCODE', value: '111' }] });
    await open.directory.changes.change(slug, { users: [ada.id] }, operator.actor, (known) => {
      const record = known.record(ada.id);
      assert.ok(record !== undefined);
      const identifiers = record.identifiers.filter(({ type }) => type === 'primary');
      return {
        action: 'identifier-detached',
        records: [{ ...record, identifiers }],
        batch: 'batch',
        result: undefined,
      };
    });
    await open.seed({ primaryIdentifier: '111' });
    await assert.rejects(undoBatch(open.directory, operator, 'batch'), /belongs to the user/);
  });

  test('says in the audit which batch was undone, in a batch of its own', async (t) => {
    const open = await opened(t);
    const { id } = await open.seed({ primaryIdentifier: 'ada' });
    await setGroup(open, 'STAFF', 'batch', id);
    const { batch } = await undoBatch(open.directory, operator, 'batch');
    const entries = [];
    for await (const { action, detail } of open.store.trail.entries(slug, 'changes', { batch }))
      entries.push([action, detail?.facts?.['batch']]);
    assert.deepEqual(entries, [['undone', 'batch']]);
  });

  test('only looks in a dry run', async (t) => {
    const open = await opened(t);
    const { id } = await open.seed({ primaryIdentifier: 'ada' });
    await setGroup(open, 'STAFF', 'batch', id);
    const { changes, batch } = await undoBatch(open.directory, operator, 'batch', { dryRun: true });
    assert.deepEqual([changes, batch, await groupOf(open, id)], [1, '', 'STAFF']);
  });

  test('is refused a second time', async (t) => {
    const open = await opened(t);
    const { id } = await open.seed({ primaryIdentifier: 'ada' });
    await setGroup(open, 'STAFF', 'batch', id);
    await undoBatch(open.directory, operator, 'batch');
    await assert.rejects(undoBatch(open.directory, operator, 'batch'), /undone already/);
  });

  test('goes on where it was stopped, over several pages', async (t) => {
    const open = await opened(t);
    const { id } = await open.seed({ primaryIdentifier: 'ada', userGroup: '0' });
    for (let group = 1; group <= 300; group++) {
      open.clock.advance(1);
      await setGroup(open, String(group), 'batch', id);
    }
    const stop = new AbortController();
    const onProgress = (step: string) => step === 'undone' && stop.abort();
    const first = await undoBatch(open.directory, operator, 'batch', { signal: stop.signal, onProgress });
    assert.deepEqual([first.end, first.changes, await groupOf(open, id)], ['stopped', 250, '50']);
    const second = await undoBatch(open.directory, operator, 'batch');
    assert.deepEqual([second.end, second.changes, await groupOf(open, id)], ['whole', 50, '0']);
  });

  test('is refused where nothing was done in such a batch', async (t) => {
    const { directory } = await opened(t);
    await assert.rejects(undoBatch(directory, operator, 'none'), { code: 'VST_BATCH_UNKNOWN' });
  });

  test('is refused where one of them may do more than whoever asks', async (t) => {
    const open = await opened(t);
    const roles = [{ role: 'general-system-administrator', scope: '01DEMO_INST', status: 'active' as const }];
    const { id } = await open.seed({ primaryIdentifier: 'boss', roles });
    await setGroup(open, 'STAFF', 'batch', id);
    const administrator = holding('user-administrator');
    await assert.rejects(undoBatch(open.directory, administrator, 'batch'), { code: 'VST_NOT_ALLOWED' });
    await assert.doesNotReject(
      undoBatch(open.directory, holding('user-administrator', 'general-system-administrator'), 'batch'),
    );
  });

  test('is for user administrators alone', async (t) => {
    const { directory } = await opened(t);
    await assert.rejects(undoBatch(directory, holding('user-manager'), 'none'), { code: 'VST_NOT_ALLOWED' });
  });
});

describe('undoing the retirement of a value', () => {
  test('is refused when its holder has become a contact', async (t) => {
    const { directory, seed } = await opened(t);
    const { id } = await seed({ primaryIdentifier: 'p1', identifiers: [{ type: 'BARCODE', value: '111' }] });
    const change = (batch: string | undefined, next: (record: UserRecord) => UserRecord) =>
      directory.changes.change(slug, { users: [id] }, operator.actor, (known) => {
        const record = known.record(id);
        assert.ok(record !== undefined);
        return { action: 'changed', records: [next(record)], batch, result: undefined };
      });
    await change('retired-together', (record) => ({
      ...record,
      identifiers: record.identifiers.map((one) =>
        one.type === 'BARCODE' ? { ...one, status: 'retired', holdUntil: directory.clock.now() + 1000 } : one,
      ),
    }));
    await change(undefined, (record) => ({ ...record, user: { ...record.user, recordType: 'contact' } }));
    await assert.rejects(undoBatch(directory, operator, 'retired-together'), { code: 'VST_UNDO_CONFLICT' });
    const statuses = (await directory.users.identifiers(slug, id)).map(({ status }) => status);
    assert.deepEqual(statuses, ['active', 'retired']);
  });
});
