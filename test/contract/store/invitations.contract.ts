import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { NewInvitation } from '../../../src/domain/ports/invitations.ts';
import type { Store } from '../../../src/store/store.ts';
import { seedDraft } from '../../support/user-seed.ts';
import type { OpenStore } from './opened-store.ts';

const slug = 'demo';
const invitation = (id: string, given: Partial<NewInvitation> = {}): NewInvitation => ({
  institution: slug,
  id,
  userId: 'u1',
  profile: 'google',
  kind: 'letter',
  by: 'operator',
  madeAt: 1000,
  endsAt: 10_000_000_000_000,
  ...given,
});

async function all(store: Store, filter = {}): Promise<readonly string[]> {
  const found = await Array.fromAsync(store.invitations.list(slug, filter));
  return found.map(({ id, state }) => `${id} ${state}`);
}

/** Spends it with a change of nothing. */
const spend = (store: Store, id: string) =>
  store.changes.change(slug, {}, { who: 'test', via: 'test' }, () => ({
    action: 'nothing',
    records: [],
    spends: id,
    result: id,
  }));

export function invitationsContract(name: string, open: OpenStore): void {
  describe(`Invitations: ${name}`, () => {
    test('are found as they were made, in their institution only', async (t) => {
      const { store, close } = await open();
      t.after(close);
      await store.invitations.add(invitation('a'));
      const found = await store.invitations.find(slug, 'a');
      assert.deepEqual(found, { ...invitation('a'), state: 'open', stateAt: 1000, tries: 0 });
      assert.equal(await store.invitations.find('other', 'a'), undefined);
      await store.invitations.sent(slug, 'a', 2000);
      assert.equal((await store.invitations.find(slug, 'a'))?.sentAt, 2000);
    });

    test('of one user for one sign-in the newest counts, and no other', async (t) => {
      const { store, close } = await open();
      t.after(close);
      await store.invitations.add(invitation('a'));
      await store.invitations.add(invitation('other-user', { userId: 'u2' }));
      await store.invitations.add(invitation('other-profile', { profile: 'x' }));
      await store.invitations.add(invitation('b', { madeAt: 2000 }));
      assert.deepEqual(await all(store), ['b open', 'other-user open', 'other-profile open', 'a replaced']);
    });

    test('are spent once, by one of any number who do at once', async (t) => {
      const { store, another, close } = await open();
      t.after(close);
      await store.invitations.add(invitation('a'));
      const nodes = [store, await another(), store];
      const ends = await Promise.allSettled(nodes.map((node) => spend(node, 'a')));
      assert.equal(ends.filter(({ status }) => status === 'fulfilled').length, 1);
      for (const end of ends)
        if (end.status === 'rejected') assert.equal((end.reason as { code?: string }).code, 'VST_LINK_OVER');
      assert.deepEqual(await all(store), ['a used']);
    });

    test('are not spent once taken back, over, or failed, and what was to be written is not', async (t) => {
      const { store, clock, close } = await open();
      t.after(close);
      await store.invitations.add(invitation('over', { userId: 'u2', endsAt: clock.now() }));
      await store.invitations.add(invitation('revoked'));
      assert.equal(await store.invitations.revoke(slug, 'u1', 'x', 1), 0);
      assert.equal(await store.invitations.revoke(slug, 'u1', 'google', 1), 1);
      await store.invitations.add(invitation('failed', { madeAt: 3000 }));
      for (let tries = 0; tries < 5; tries++)
        await store.invitations.refused(
          slug,
          'failed',
          { outcome: 'VST_IDENTIFIER_TAKEN', trace: `T${tries}` },
          5,
          4000,
        );
      assert.deepEqual((await store.invitations.find(slug, 'failed'))?.trouble, {
        outcome: 'VST_IDENTIFIER_TAKEN',
        trace: 'T4',
      });
      for (const id of ['over', 'revoked', 'failed', 'unknown'])
        await assert.rejects(spend(store, id), { code: 'VST_LINK_OVER' });
      const { user, identifiers } = seedDraft({ primaryIdentifier: 'ada' }, 'ada-id', '2026-01-01T00:00:00.000Z');
      const written = store.changes.change(slug, { keys: identifiers }, { who: 'test', via: 'test' }, () => ({
        action: 'made',
        records: [{ user, identifiers }],
        spends: 'revoked',
        result: undefined,
      }));
      await assert.rejects(written, { code: 'VST_LINK_OVER' });
      assert.equal(await store.users.summary(slug, 'ada-id'), undefined);
    });

    test('stay open below the last try', async (t) => {
      const { store, close } = await open();
      t.after(close);
      await store.invitations.add(invitation('a'));
      for (let tries = 0; tries < 4; tries++)
        await store.invitations.refused(slug, 'a', { outcome: 'VST_IDENTIFIER_TAKEN', trace: '' }, 5, 4000);
      assert.deepEqual(await all(store, { troubled: true }), ['a open']);
      await spend(store, 'a');
    });

    test('are listed newest first, page after page, by user, profile and state', async (t) => {
      const { store, close } = await open();
      t.after(close);
      for (let count = 0; count < 450; count++)
        await store.invitations.add(invitation(`i${count}`, { userId: `u${count}`, madeAt: 1000 + (count >> 1) }));
      const listed = await all(store);
      assert.equal(new Set(listed).size, 450);
      assert.equal(listed.at(-1)?.startsWith('i0 ') || listed.at(-1)?.startsWith('i1 '), true);
      assert.deepEqual(await all(store, { userId: 'u7' }), ['i7 open']);
      assert.deepEqual(await all(store, { state: 'used' }), []);
      assert.equal((await all(store, { profile: 'google' })).length, 450);
    });

    test('are dropped when they have long been over, and go with their user', async (t) => {
      const { store, close } = await open();
      t.after(close);
      const { user, identifiers } = seedDraft({ primaryIdentifier: 'ada' }, 'ada-id', '2026-01-01T00:00:00.000Z');
      const actor = { who: 'test', via: 'test' };
      await store.changes.change(slug, { keys: identifiers }, actor, () => ({
        action: 'made',
        records: [{ user, identifiers }],
        result: undefined,
      }));
      await store.invitations.add(invitation('hers', { userId: 'ada-id' }));
      await store.invitations.add(invitation('old', { endsAt: 2000 }));
      assert.equal(await store.invitations.dropEndedBefore(2001), 1);
      assert.deepEqual(await all(store), ['hers open']);
      await store.changes.change(slug, { users: ['ada-id'] }, actor, () => ({
        action: 'gone',
        records: [],
        removed: ['ada-id'],
        result: undefined,
      }));
      assert.deepEqual(await all(store), []);
    });
  });
}
