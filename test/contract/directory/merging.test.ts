import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { mergeUsers, previewMerge } from '../../../src/directory/merging/merge-users.ts';
import { splitUser } from '../../../src/directory/merging/split-user.ts';
import { namedUser } from '../../../src/directory/named-user.ts';
import type { AuditRecord } from '../../../src/domain/ports/audit-trail.ts';
import { holding, openTestDirectory, operator, type TestDirectory } from '../../support/directory.ts';

const slug = 'demo';

async function opened(t: TestContext): Promise<TestDirectory> {
  const open = await openTestDirectory();
  t.after(() => open.close());
  return open;
}

async function twoUsers(t: TestContext) {
  const open = await opened(t);
  const from = await open.seed({
    primaryIdentifier: 'old',
    identifiers: [{ type: 'BARCODE', value: '111', segment: 'external' }],
    emails: [{ address: 'old@example.org', types: [], preferred: true, segment: 'external' }],
    passwordHash: 'hash-of-old',
  });
  const into = await open.seed({ primaryIdentifier: 'new', identifiers: [{ type: 'BARCODE', value: '222' }] });
  return { ...open, from: from.id, into: into.id };
}

async function entriesOf({ store }: TestDirectory, userId: string): Promise<readonly AuditRecord[]> {
  const entries: AuditRecord[] = [];
  for await (const entry of store.trail.entries(slug, 'changes', { userId })) entries.push(entry);
  return entries;
}

describe('a merge', () => {
  test('leaves one user, found by the names of both', async (t) => {
    const { directory, store, from, into } = await twoUsers(t);
    await mergeUsers(directory, operator, { from, into });
    assert.equal(await store.users.user(slug, from), undefined);
    for (const name of ['old', '111', '222', 'new']) assert.equal((await namedUser(directory, name)).id, into, name);
  });

  test('keeps the whole of who went in the audit, but for her secrets', async (t) => {
    const open = await twoUsers(t);
    await mergeUsers(open.directory, operator, { from: open.from, into: open.into });
    const last = (await entriesOf(open, open.from)).at(-1);
    const { user, identifiers, password } = last?.detail?.before ?? {};
    assert.equal(last?.action, 'users-merged');
    assert.deepEqual(
      [user?.['primaryIdentifier'], identifiers?.map(({ value }) => value).toSorted(), password],
      ['old', ['111', 'old'], 'set'],
    );
  });

  test('gives nobody the values that were not taken over', async (t) => {
    const open = await twoUsers(t);
    await mergeUsers(open.directory, operator, { from: open.from, into: open.into, segments: [], primary: 'held' });
    await assert.rejects(open.seed({ primaryIdentifier: 'old' }), /taken/);
    await assert.rejects(open.seed({ primaryIdentifier: '111' }), /taken/);
  });

  test('puts who stays in the sets of who went', async (t) => {
    const { directory, store, from, into } = await twoUsers(t);
    const set = { id: 's1', name: 'Set', owner: 'operator', kind: 'list', createdAt: '2026-03-02T09:00:00Z' } as const;
    await store.sets.create(slug, set, operator.actor);
    await store.sets.add(slug, 's1', [from], operator.actor);
    await mergeUsers(directory, operator, { from, into });
    assert.deepEqual((await store.sets.members(slug, 's1', { limit: 10 })).items, [into]);
  });

  test('lets who may act for who went act for who stays', async (t) => {
    const open = await twoUsers(t);
    const proxy = await open.seed({ primaryIdentifier: 'helper', proxyFor: ['old'] });
    await mergeUsers(open.directory, operator, { from: open.from, into: open.into });
    assert.deepEqual((await open.store.users.user(slug, proxy.id))?.proxyFor, ['new']);
  });

  test('ends the sessions of who went: she is no more', async (t) => {
    const { directory, store, from, into } = await twoUsers(t);
    await mergeUsers(directory, operator, { from, into });
    assert.equal(await store.users.summary(slug, from), undefined);
  });

  test('is shown beforehand, and nothing is written', async (t) => {
    const { directory, store, from, into } = await twoUsers(t);
    const { segments } = await previewMerge(directory, operator, { from, into });
    const shown = segments.map(({ segment, comes, collides, lost }) => [segment, comes, collides, lost]);
    assert.deepEqual(shown, [
      ['primary', ['primary old'], [], []],
      ['identifiers', ['BARCODE 111'], ['BARCODE 111 beside BARCODE 222'], []],
      ['emails', ['old@example.org'], [], []],
      ['password', [], [], ['that of old']],
      ['details', [], [], ['name.last old']],
    ]);
    assert.notEqual(await store.users.user(slug, from), undefined);
  });

  test('hides values of hidden types from staff', async (t) => {
    const open = await openTestDirectory({
      config: { identifierTypes: [{ code: 'SECRET', label: 'Secret', hiddenFromStaff: true }] },
    });
    t.after(() => open.close());
    const from = await open.seed({ primaryIdentifier: 'old', identifiers: [{ type: 'SECRET', value: 'x1' }] });
    const into = await open.seed({ primaryIdentifier: 'new' });
    const { segments } = await previewMerge(open.directory, holding('user-manager'), { from: from.id, into: into.id });
    assert.ok(!JSON.stringify(segments).includes('x1'));
  });

  test('is refused to the desk', async (t) => {
    const { directory, from, into } = await twoUsers(t);
    const desk = holding('circulation-desk-manager');
    await assert.rejects(mergeUsers(directory, desk, { from, into }), { code: 'VST_NOT_ALLOWED' });
    await assert.rejects(previewMerge(directory, desk, { from, into }), { code: 'VST_NOT_ALLOWED' });
  });

  test('is refused where one of the two is not there', async (t) => {
    const { directory, from } = await twoUsers(t);
    await assert.rejects(mergeUsers(directory, operator, { from, into: 'nobody' }), { code: 'VST_USER_UNKNOWN' });
  });
});

describe('a split', () => {
  test('leaves both the roles of a patron, by whichever name', async (t) => {
    const open = await opened(t);
    const roles = ['200', 'user-manager'].map((role) => ({ role, scope: '01DEMO_INST', status: 'active' }) as const);
    const { id } = await open.seed({ primaryIdentifier: 'both', roles });
    const request = { user: id, take: {}, newPrimary: 'second', name: { last: 'Other' }, dryRun: true };
    const { goes } = await splitUser(open.directory, operator, request);
    assert.deepEqual(
      goes.user.roles.map(({ role }) => role),
      ['200'],
    );
  });

  test('is judged by a dry run, which writes nothing', async (t) => {
    const open = await opened(t);
    const { id } = await open.seed({ primaryIdentifier: 'both' });
    const request = { user: id, take: {}, newPrimary: 'second', name: { last: 'Other' }, dryRun: true };
    const { goes } = await splitUser(open.directory, operator, request);
    assert.equal(goes.user.primaryIdentifier, 'second');
    await assert.rejects(namedUser(open.directory, 'second'), { code: 'VST_USER_UNKNOWN' });
    assert.deepEqual(await entriesOf(open, goes.user.id), []);
  });

  test('makes a second user of what is taken', async (t) => {
    const open = await opened(t);
    const { id } = await open.seed({ primaryIdentifier: 'both', identifiers: [{ type: 'BARCODE', value: '111' }] });
    const [, card] = await open.store.users.identifiers(slug, id);
    const take = { identifiers: [card?.id ?? ''] };
    const { userId } = await splitUser(open.directory, operator, {
      user: id,
      take,
      newPrimary: 'second',
      name: { last: 'Other' },
    });
    assert.equal((await namedUser(open.directory, '111')).id, userId);
    assert.equal((await namedUser(open.directory, 'second')).id, userId);
    assert.equal((await namedUser(open.directory, 'both')).id, id);
  });

  test('makes a value of hers the primary identifier of the other', async (t) => {
    const open = await opened(t);
    const { id } = await open.seed({ primaryIdentifier: 'both', identifiers: [{ type: 'BARCODE', value: '111' }] });
    const request = { user: id, take: {}, newPrimary: '111', name: { last: 'Other' } };
    const { userId } = await splitUser(open.directory, operator, request);
    assert.equal((await open.store.users.summary(slug, userId))?.primaryIdentifier, '111');
  });

  test('refuses a primary identifier that somebody else has', async (t) => {
    const open = await opened(t);
    const { id } = await open.seed({ primaryIdentifier: 'both' });
    await open.seed({ primaryIdentifier: 'other' });
    const request = { user: id, take: {}, newPrimary: 'OTHER', name: { last: 'Other' } };
    await assert.rejects(splitUser(open.directory, operator, request), { code: 'VST_IDENTIFIER_TAKEN' });
  });

  test('refuses a name without a last name', async (t) => {
    const open = await opened(t);
    const { id } = await open.seed({ primaryIdentifier: 'both' });
    const request = { user: id, take: {}, newPrimary: 'second', name: { last: ' ' } };
    await assert.rejects(splitUser(open.directory, operator, request), { code: 'VST_FIELD_MISSING' });
  });

  test('is refused where the user may do more than whoever asks', async (t) => {
    const open = await opened(t);
    const roles = [{ role: 'general-system-administrator', scope: '01DEMO_INST', status: 'active' as const }];
    const { id } = await open.seed({ primaryIdentifier: 'boss', roles });
    const request = { user: id, take: {}, newPrimary: 'second', name: { last: 'Other' } };
    const split = splitUser(open.directory, holding('user-administrator'), request);
    await assert.rejects(split, { code: 'VST_NOT_ALLOWED' });
  });

  test('is for user administrators alone', async (t) => {
    const open = await opened(t);
    const { id } = await open.seed({ primaryIdentifier: 'both' });
    const request = { user: id, take: {}, newPrimary: 'second', name: { last: 'Other' } };
    await assert.rejects(splitUser(open.directory, holding('user-manager'), request), { code: 'VST_NOT_ALLOWED' });
    await assert.doesNotReject(splitUser(open.directory, holding('user-administrator'), request));
  });
});
