// The operations on the audit, on real engines: read, verified, exported, cut, and a person exported and erased.
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { PersonDirectory } from '../../../src/directory/audit/deps.ts';
import { erasePerson } from '../../../src/directory/audit/erase-person.ts';
import { exportAudit } from '../../../src/directory/audit/export-audit.ts';
import { exportPerson } from '../../../src/directory/audit/export-person.ts';
import { pruneAudit } from '../../../src/directory/audit/prune-audit.ts';
import { readAudit } from '../../../src/directory/audit/read-audit.ts';
import { readTrace } from '../../../src/directory/audit/read-trace.ts';
import { replay } from '../../../src/directory/audit/replay.ts';
import { userHistory } from '../../../src/directory/audit/user-history.ts';
import { verifyAudit, verifyExport } from '../../../src/directory/audit/verify-audit.ts';
import { swapIdentifiers } from '../../../src/directory/identifiers/swap.ts';
import { changeSettings } from '../../../src/directory/settings/change-settings.ts';
import type { Trace } from '../../../src/domain/resolution.ts';
import type { User } from '../../../src/domain/user.ts';
import { inOrder } from '../../support/audit-chain.ts';
import { holding, openTestDirectory, operator, type TestDirectory } from '../../support/directory.ts';
import type { OpenStore } from '../store/opened-store.ts';

const day = 86_400_000;

export interface AuditBench extends TestDirectory {
  readonly person: PersonDirectory;
  readonly ada: User;
  readonly bob: User;
}

const adaEmail = 'Ada.Lovelace@example.org';

/** Two users, of whom Bob may act for Ada; a sign-in of Ada with its trace. */
export async function openAuditBench(t: TestContext, open: OpenStore): Promise<AuditBench> {
  const opened = await openTestDirectory({ open });
  t.after(opened.close);
  const { store, directory } = opened;
  const person = { ...directory, journal: store.journal, sets: store.sets };
  const ada = await opened.seed({
    primaryIdentifier: 'alovelace',
    name: { first: 'Augusta-Ada', last: 'Lovelace' },
    emails: [{ address: adaEmail, types: ['work'], preferred: true, segment: 'internal' }],
    identifiers: [{ type: 'BARCODE', value: 'B-7700112233' }],
    passwordHash: '$argon2id$v=19$secret-of-ada',
  });
  const bob = await opened.seed({
    primaryIdentifier: 'cbabbage',
    name: { last: 'Babbage' },
    proxyFor: ['alovelace'],
    identifiers: [{ type: 'BARCODE', value: 'B-1122' }],
  });
  await signedIn(person, ada, 'K7QM3F2XTB');
  return { ...opened, person, ada, bob };
}

async function signedIn({ journal, institution, clock }: PersonDirectory, user: User, code: string): Promise<void> {
  const found = { id: user.id, primaryIdentifier: user.primaryIdentifier, type: 'primary', named: true } as const;
  const key = user.primaryIdentifier;
  const trace: Trace = {
    code,
    institution: institution.slug,
    at: clock.now(),
    profile: 'library',
    relyingParty: undefined,
    door: 'self',
    outcome: 'matched',
    steps: [{ type: 'looked-up', scope: 'pooled', types: ['primary'], key, found: [{ ...found, status: 'active' }] }],
  };
  const said = { action: 'sign-in', actor: user.id, via: 'self', userId: user.id, trace: code };
  const entry = { at: trace.at, institution: trace.institution, ...said, detail: { user: user.primaryIdentifier } };
  await journal.writeTrace(trace, entry);
}

const actionsIn = async ({ trail, institution }: PersonDirectory, chain: 'changes' | 'decisions') =>
  Array.fromAsync(trail.entries(institution.slug, chain), ({ action }) => action);

export function auditContract(engine: string, open: OpenStore): void {
  describe(`Audit: ${engine}`, () => {
    test('says of everyone who looked into it that she did', async (t) => {
      const { person, ada } = await openAuditBench(t, open);
      const reader = holding('user-administrator', 'user-manager');
      await Array.fromAsync(await readAudit(person, reader, 'changes', { userId: ada.id }));
      await Array.fromAsync(await exportAudit(person, reader, 'changes'));
      await verifyAudit(person, reader, 'changes');
      await userHistory(person, reader, 'alovelace');
      await readTrace(person, reader, 'K7QM3F2XTB');
      await exportPerson(person, reader, 'alovelace');
      const told = await Array.fromAsync(person.trail.entries('demo', 'decisions'));
      assert.deepEqual(
        told.slice(1).map(({ action, who, userId }) => [action, who, userId]),
        [
          ['audit-read', 'staff', ada.id],
          ['audit-exported', 'staff', undefined],
          ['audit-verified', 'staff', undefined],
          ['history-read', 'staff', ada.id],
          ['trace-read', 'staff', ada.id],
          ['person-exported', 'staff', ada.id],
        ],
      );
    });

    test('is for those who may, and refuses others before anything is read or written', async (t) => {
      const { person } = await openAuditBench(t, open);
      const before = await actionsIn(person, 'decisions');
      const refused = { code: 'VST_NOT_ALLOWED' };
      const desk = holding('circulation-desk-manager');
      const manager = holding('user-manager');
      await assert.rejects(readAudit(person, manager, 'changes'), refused);
      await assert.rejects(exportAudit(person, manager, 'changes'), refused);
      await assert.rejects(verifyAudit(person, manager, 'changes'), refused);
      await assert.rejects(pruneAudit(person, manager), refused);
      await assert.rejects(erasePerson(person, manager, { user: 'alovelace' }), refused);
      await assert.rejects(userHistory(person, desk, 'alovelace'), refused);
      await assert.rejects(readTrace(person, desk, 'K7QM3F2XTB'), refused);
      await assert.rejects(exportPerson(person, desk, 'alovelace'), refused);
      assert.deepEqual(await actionsIn(person, 'decisions'), before);
    });

    test('exports lines that verify, and no longer do when a byte of them changes', async (t) => {
      const { person } = await openAuditBench(t, open);
      for (const chain of ['changes', 'decisions'] as const) {
        const lines = (await Array.fromAsync(await exportAudit(person, operator, chain))).map((line) => line.trimEnd());
        const verified = await verifyExport(inOrder(lines));
        assert.deepEqual(
          [verified.chain, verified.institution, verified.entries],
          [chain, 'demo', chain === 'changes' ? 2 : 3],
        );
        await assert.rejects(verifyExport(inOrder(lines.slice(0, -1))), { code: 'VST_AUDIT_BROKEN' });
        const last = lines.at(-1) ?? '';
        for (let at = 0; at < last.length; at += 7) {
          const changed = `${last.slice(0, at)}${last[at] === 'x' ? 'y' : 'x'}${last.slice(at + 1)}`;
          await assert.rejects(verifyExport(inOrder([...lines.slice(0, -1), changed])), { code: 'VST_AUDIT_BROKEN' });
        }
      }
      await assert.rejects(verifyExport(inOrder(['{"users":[]}'])), { code: 'VST_REQUEST_MALFORMED' });
      await assert.rejects(verifyExport(inOrder([])), { code: 'VST_REQUEST_MALFORMED' });
    });

    test('is kept for as long as the setting says, and for ever without one', async (t) => {
      const { person, clock, seed } = await openAuditBench(t, open);
      clock.advance(40 * day);
      assert.deepEqual(await pruneAudit(person, operator), { days: undefined, changes: 0, decisions: 0 });
      await changeSettings(person, operator, undefined, { auditDays: 30 });
      await seed({ primaryIdentifier: 'later' });
      assert.deepEqual(await pruneAudit(person, operator), { days: 30, changes: 2, decisions: 1 });
      assert.deepEqual(await actionsIn(person, 'decisions'), ['audit-pruned']);
      assert.equal((await verifyAudit(person, operator, 'changes')).entries, 2);
    });

    test('tells the history of a user without what is hidden from staff', async (t) => {
      const { person, ada } = await openAuditBench(t, open);
      const [made] = await userHistory(person, holding('user-manager'), 'alovelace');
      assert.deepEqual([made?.action, made?.who, made?.via], ['created', 'test', 'seed']);
      assert.equal(made?.detail?.after?.identifiers?.length, 2);
      assert.equal(made?.userId, ada.id);
    });

    test('replays to the users that there are', async (t) => {
      const { person, ada, bob } = await openAuditBench(t, open);
      await swapIdentifiers(person, operator, { a: 'alovelace', b: 'cbabbage', types: ['BARCODE'] });
      const replayed = await replay(person.trail.entries('demo', 'changes'));
      for (const { id } of [ada, bob]) {
        const record = await person.changes.record('demo', id);
        const inPlace = (record?.identifiers ?? []).toSorted((left, right) => (left.key < right.key ? -1 : 1));
        assert.deepEqual(replayed.get(id), { user: record?.user, identifiers: inPlace });
      }
      assert.equal(replayed.size, 2);
    });
  });

  describe(`A person exported and erased: ${engine}`, () => {
    test('gives all that is held of her and no hash', async (t) => {
      const { person, ada } = await openAuditBench(t, open);
      const about = { name: 'Guests', owner: 'operator', kind: 'list', createdAt: '2026-03-02T09:00:00Z' } as const;
      await person.sets.create('demo', { id: 'set-1', ...about }, operator.actor);
      await person.sets.add('demo', 'set-1', [ada.id], operator.actor);
      const exported = await exportPerson(person, operator, 'alovelace');
      assert.equal(exported.user.name.last, 'Lovelace');
      assert.deepEqual(exported.identifiers.map(({ value }) => value).sort(), ['B-7700112233', 'alovelace']);
      assert.deepEqual(exported.memberOf, [{ id: 'set-1', name: 'Guests' }]);
      assert.deepEqual(exported.password, { isSet: true, mustChange: false });
      assert.deepEqual(
        exported.traces.map(({ code }) => code),
        ['K7QM3F2XTB'],
      );
      assert.deepEqual(
        exported.decisions.map(({ action }) => action),
        ['sign-in', 'person-exported'],
      );
      assert.doesNotMatch(JSON.stringify(exported), /argon2id|secret-of-ada/);
    });

    test('forgets her, and the audit verifies', async (t) => {
      const { person, ada, bob, rows } = await openAuditBench(t, open);
      const erased = await erasePerson(person, operator, { user: 'alovelace' });
      assert.deepEqual(
        { userId: erased.userId, traces: erased.traces, proxies: erased.proxies, held: erased.held },
        { userId: ada.id, traces: 1, proxies: 1, held: 0 },
      );
      assert.equal(await person.users.summary('demo', ada.id), undefined);
      assert.deepEqual((await person.users.user('demo', bob.id))?.proxyFor, []);
      for (const chain of ['changes', 'decisions'] as const) await verifyAudit(person, operator, chain);
      const left = [...(await rows('select * from changes')), ...(await rows('select * from decisions'))];
      assert.doesNotMatch(JSON.stringify(left), /lovelace|augusta|7700112233/i);
      const last = (await Array.fromAsync(person.trail.entries('demo', 'decisions', { action: 'person-erased' }))).at(
        -1,
      );
      assert.deepEqual([last?.userId, last?.who], [ada.id, 'operator']);
    });

    test('forgets what entries about others say of her, and leaves their own', async (t) => {
      const { person, bob } = await openAuditBench(t, open);
      await swapIdentifiers(person, operator, { a: 'alovelace', b: 'cbabbage', types: ['BARCODE'] });
      await erasePerson(person, operator, { user: 'alovelace' });
      const entries = await Array.fromAsync(person.trail.entries('demo', 'changes', { userId: bob.id }));
      // The seed names her as whom he may act for, the swap her new barcode, and the erasure that he may no longer.
      assert.deepEqual(
        entries.map(({ detail }) => detail),
        [undefined, undefined, undefined],
      );
      assert.equal((await person.users.identifiers('demo', bob.id)).length, 2);
    });

    test('leaves another alone who has the same address', async (t) => {
      const { person, seed } = await openAuditBench(t, open);
      const emails = [{ address: adaEmail, types: [], preferred: true, segment: 'internal' }] as const;
      const twin = await seed({ primaryIdentifier: 'twin', emails });
      await erasePerson(person, operator, { user: 'alovelace' });
      const [made] = await Array.fromAsync(person.trail.entries('demo', 'changes', { userId: twin.id }));
      assert.ok(made?.detail !== undefined);
    });

    test('holds her identifiers for as long as asked, and nothing else', async (t) => {
      const { person, clock, seed, rows } = await openAuditBench(t, open);
      assert.equal((await erasePerson(person, operator, { user: 'alovelace', holdDays: 30 })).held, 2);
      const held = await rows(`select value, user_id, status, note from identifiers where status = 'retired'`);
      assert.deepEqual(held.map(({ value }) => String(value)).sort(), ['B-7700112233', 'alovelace']);
      assert.ok(held.every(({ user_id, note }) => user_id === null && note === null));
      await assert.rejects(seed({ primaryIdentifier: 'alovelace' }));
      clock.advance(31 * day);
      await seed({ primaryIdentifier: 'alovelace' });
    });

    test('goes on by the internal id where it was interrupted', async (t) => {
      const { person, ada, rows } = await openAuditBench(t, open);
      const broken = {
        ...person,
        trail: { ...person.trail, eraseDetails: () => Promise.reject(new Error('the power failed')) },
      };
      await assert.rejects(erasePerson(broken, operator, { user: 'alovelace' }), /power/);
      await erasePerson(person, operator, { user: ada.id });
      assert.doesNotMatch(JSON.stringify(await rows('select * from changes')), /lovelace|7700112233/i);
    });

    test('knows nobody whom it never knew', async (t) => {
      const { person } = await openAuditBench(t, open);
      await assert.rejects(erasePerson(person, operator, { user: 'nobody' }), { code: 'VST_USER_UNKNOWN' });
    });
  });
}
