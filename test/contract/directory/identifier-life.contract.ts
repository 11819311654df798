// Identifiers with a life, on a real store: what an operation leaves behind, and what it leaves alone.
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { Caller, Directory } from '../../../src/directory/deps.ts';
import { keyOf } from '../../../src/directory/folding.ts';
import { attachIdentifier } from '../../../src/directory/identifiers/attach.ts';
import { detachIdentifier } from '../../../src/directory/identifiers/detach.ts';
import { editIdentifier } from '../../../src/directory/identifiers/edit.ts';
import { renamePrimary } from '../../../src/directory/identifiers/rename.ts';
import { renamePreview } from '../../../src/directory/identifiers/rename-preview.ts';
import { replaceIdentifier } from '../../../src/directory/identifiers/replace.ts';
import { retireIdentifier } from '../../../src/directory/identifiers/retire.ts';
import { swapIdentifiers } from '../../../src/directory/identifiers/swap.ts';
import { createInternalPasswordCheck } from '../../../src/directory/internal-password.ts';
import { namedUser } from '../../../src/directory/named-user.ts';
import type { AuditRecord } from '../../../src/domain/ports/audit-trail.ts';
import { resolve } from '../../../src/resolution/resolve.ts';
import { assertionOf } from '../../support/assertions.ts';
import { holding, openTestDirectory, operator, type TestDirectory } from '../../support/directory.ts';
import type { InstitutionInput } from '../../support/vestibule.ts';
import type { OpenStore } from '../store/opened-store.ts';

const manager = holding('user-manager');
const administrator = holding('user-administrator');
const taken = { code: 'VST_IDENTIFIER_TAKEN' };
const notAllowed = { code: 'VST_NOT_ALLOWED' };
const dayMs = 86_400_000;

const application = {
  kind: 'oidc' as const,
  redirectUris: ['https://app.example/back'],
};

const seeds = [
  {
    primaryIdentifier: 'ada',
    name: { first: 'Ada', last: 'Lovelace' },
    identifiers: [{ type: 'BARCODE', value: 'B-1' }],
  },
  { primaryIdentifier: 'bob', identifiers: [{ type: 'BARCODE', value: 'B-2' }] },
  { primaryIdentifier: 'eve', proxyFor: ['ada'] },
];

async function library(t: TestContext, open: OpenStore, settings: Readonly<Record<string, unknown>> = {}) {
  const config = {
    relyingParties: [
      { ...application, id: 'catalogue', name: 'Catalogue', release: { pinned: false } },
      { ...application, id: 'press', name: 'Press', release: { subject: ['BARCODE'], claims: { login: 'primary' } } },
      { ...application, id: 'gate', name: 'Gate', release: { subject: ['BARCODE'] } },
    ],
  } satisfies Partial<InstitutionInput>;
  const opened = await openTestDirectory({ open, config, seeds });
  t.after(opened.close);
  if (Object.keys(settings).length > 0) await opened.directory.settings.write('demo', 0, settings, operator.actor);
  return opened;
}

/** Identifiers of a user, as `TYPE value status`. */
async function held({ users }: Directory, userId: string): Promise<readonly string[]> {
  const all = await users.identifiers('demo', userId);
  return all.map(({ type, value, status }) => `${type} ${value} ${status}`).sort();
}

async function entries({ trail }: Directory): Promise<readonly AuditRecord[]> {
  return Array.fromAsync(trail.entries('demo', 'changes'));
}

async function idOf(directory: Directory, name: string): Promise<string> {
  return (await namedUser(directory, name)).id;
}

const textOrder = (a: string, b: string) => Number(a > b) - Number(a < b);

export function identifierLifeContract(name: string, open: OpenStore): void {
  describe(`identifiers with a life: ${name}`, () => {
    describe('every operation', () => {
      const card = { user: 'ada', type: 'BARCODE', value: 'B-1' };
      const operations: Readonly<
        Record<
          string,
          { readonly action: string; readonly run: (opened: TestDirectory, caller: Caller) => Promise<unknown> }
        >
      > = {
        attach: {
          action: 'identifier-attached',
          run: ({ directory }, caller) => attachIdentifier(directory, caller, { ...card, value: 'B-9' }),
        },
        edit: {
          action: 'identifier-edited',
          run: ({ directory }, caller) => editIdentifier(directory, caller, { ...card, status: 'inactive' }),
        },
        detach: {
          action: 'identifier-detached',
          run: ({ directory }, caller) => detachIdentifier(directory, caller, card),
        },
        retire: {
          action: 'identifier-retired',
          run: ({ directory }, caller) => retireIdentifier(directory, caller, card),
        },
        replace: {
          action: 'identifier-replaced',
          run: ({ directory }, caller) => replaceIdentifier(directory, caller, { ...card, newValue: 'B-9' }),
        },
        swap: {
          action: 'identifiers-swapped',
          run: ({ directory }, caller) =>
            swapIdentifiers(directory, caller, { a: 'ada', b: 'bob', types: ['BARCODE'] }),
        },
      };
      const rename = (directory: Directory, caller: Caller) =>
        renamePrimary(directory, caller, { user: 'ada', value: 'lovelace' });

      for (const [word, { action, run }] of Object.entries(operations)) {
        test(`${word} is for user management, and is written down with who, before and after`, async (t) => {
          const opened = await library(t, open);
          const before = (await entries(opened.directory)).length;
          await assert.rejects(run(opened, holding('circulation-desk-manager', 'patron')), notAllowed);
          assert.equal((await entries(opened.directory)).length, before, 'a refusal writes nothing');
          await run(opened, manager);
          const [entry] = (await entries(opened.directory)).slice(before);
          assert.deepEqual([entry?.action, entry?.who, entry?.via], [action, 'staff', 'test']);
          assert.equal(entry?.userId, await idOf(opened.directory, 'ada'));
          const { before: was, after: is } = entry?.detail ?? {};
          assert.notDeepEqual(was?.identifiers ?? [], is?.identifiers ?? []);
        });
      }

      test('rename is for those who have that permission of its own, and so is a swap of primary identifiers', async (t) => {
        const { directory } = await library(t, open);
        const swap = { a: 'ada', b: 'bob', types: ['primary'] };
        for (const caller of [manager, holding('general-system-administrator'), holding('circulation-desk-manager')]) {
          await assert.rejects(rename(directory, caller), notAllowed);
          await assert.rejects(swapIdentifiers(directory, caller, swap), notAllowed);
        }
        await swapIdentifiers(directory, administrator, swap);
        await rename(directory, administrator);
      });
    });

    test('a value that is taken is refused with nothing written, and only those who may know learn with whom', async (t) => {
      const { directory } = await library(t, open);
      const request = { user: 'bob', type: 'STUDENT_NO', value: 'b-1' };
      const before = await entries(directory);
      await assert.rejects(attachIdentifier(directory, manager, request), {
        ...taken,
        message: /ada \(Ada Lovelace\)/,
      });
      assert.equal((await entries(directory)).length, before.length);
      assert.deepEqual(await held(directory, await idOf(directory, 'bob')), [
        'BARCODE B-2 active',
        'primary bob active',
      ]);
    });

    test('of many who want one value, on several connections, one gets it', async (t) => {
      const opened = await library(t, open);
      const others = [opened.directory, await opened.another(), await opened.another()];
      const ends = await Promise.allSettled(
        Array.from({ length: 12 }, (_, index) => {
          const directory = others[index % others.length] ?? opened.directory;
          const user = ['ada', 'bob', 'eve'][index % 3] ?? '';
          return attachIdentifier(directory, manager, { user, type: 'STUDENT_NO', value: 'S-1' });
        }),
      );
      assert.equal(ends.filter(({ status }) => status === 'fulfilled').length, 1);
      for (const end of ends) if (end.status === 'rejected') assert.equal(end.reason.code, taken.code);
    });

    test('a card given up goes to nobody else until its time is over, and back to her at any time', async (t) => {
      const { directory, clock } = await library(t, open, { holdDays: 30 });
      const card = { type: 'BARCODE', value: 'B-1' };
      await retireIdentifier(directory, manager, { user: 'ada', ...card });
      await assert.rejects(attachIdentifier(directory, manager, { user: 'bob', ...card }), taken);
      await attachIdentifier(directory, manager, { user: 'ada', ...card });
      await retireIdentifier(directory, manager, { user: 'ada', ...card });
      clock.advance(30 * dayMs);
      await attachIdentifier(directory, manager, { user: 'bob', ...card });
      assert.deepEqual(await held(directory, await idOf(directory, 'ada')), ['primary ada active']);
      assert.equal((await namedUser(directory, 'B-1')).primaryIdentifier, 'bob');
    });

    test('times go on when another system writes the user again', async (t) => {
      const { directory } = await library(t, open, { holdDays: 30, aliasSignInDays: 14 });
      const id = await idOf(directory, 'ada');
      await retireIdentifier(directory, manager, { user: id, type: 'BARCODE', value: 'B-1' });
      await renamePrimary(directory, administrator, { user: id, value: 'lovelace' });
      const before = await directory.changes.record('demo', id);
      assert.ok(before);
      const identifiers = before.identifiers.map((identifier) => ({ ...identifier, holdUntil: undefined }));
      const user = { ...before.user, userGroup: 'PG' };
      await directory.users.write('demo', [{ user, identifiers }], { who: 'import', via: 'test' });
      const after = await directory.changes.record('demo', id);
      assert.equal(after?.user.userGroup, 'PG');
      const times = (record: typeof after) =>
        record?.identifiers.map(({ value, holdUntil }) => `${value} ${holdUntil}`);
      assert.deepEqual(times(after)?.sort(textOrder), times(before)?.sort(textOrder));
      assert.equal(after?.identifiers.filter(({ holdUntil }) => holdUntil !== undefined).length, 2);
    });

    test('a former name and the password sign in together, for the days that are set', async (t) => {
      const { directory, clock, seed } = await library(t, open, { aliasSignInDays: 14 });
      const { institution, rules, users, hasher } = directory;
      await seed({ primaryIdentifier: 'cy', passwordHash: 'fake$pw' });
      await renamePrimary(directory, administrator, { user: 'cy', value: 'cyrus' });
      const types = { ...rules.table, issuers: new Map<string, string>() };
      const institutionOf = () => ({ config: institution, types });
      const check = createInternalPasswordCheck({ users, hasher, clock, institutionOf });
      const signIn = (name: string) =>
        check.verify({ institution: 'demo', profile: 'library', name, secret: 'pw', cause: 'chosen' });
      assert.equal((await signIn('cy')).type, 'right');
      clock.advance(14 * dayMs);
      assert.equal((await signIn('cy')).type, 'wrong');
      assert.equal((await signIn('cyrus')).type, 'right');
    });

    test('a lost card is replaced in one change', async (t) => {
      const { directory } = await library(t, open);
      const before = (await entries(directory)).length;
      await replaceIdentifier(directory, manager, { user: 'B-1', type: 'BARCODE', value: 'B-1', newValue: ' B-7 ' });
      assert.equal((await entries(directory)).length, before + 1);
      assert.deepEqual(await held(directory, await idOf(directory, 'ada')), [
        'BARCODE B-1 retired',
        'BARCODE B-7 active',
        'primary ada active',
      ]);
    });

    test('the last identifier stays where one is mandatory', async (t) => {
      const { directory } = await library(t, open, { mandatory: { public: ['identifier1'] } });
      const card = { user: 'ada', type: 'BARCODE', value: 'B-1' };
      const missing = { code: 'VST_FIELD_MISSING' };
      await assert.rejects(detachIdentifier(directory, manager, card), missing);
      await assert.rejects(retireIdentifier(directory, manager, card), missing);
      await attachIdentifier(directory, manager, { ...card, value: 'B-7' });
      await detachIdentifier(directory, manager, card);
    });

    test('a version that no longer stands is refused', async (t) => {
      const { directory } = await library(t, open);
      const { version } = await namedUser(directory, 'ada');
      const request = { user: 'ada', type: 'STUDENT_NO', value: 'S-1', version };
      await attachIdentifier(directory, manager, request);
      const changed = { code: 'VST_USER_CHANGED' };
      await assert.rejects(attachIdentifier(directory, manager, { ...request, value: 'S-2' }), changed);
    });

    test('with the desk’s word for a user that nobody has, nothing happens', async (t) => {
      const { directory } = await library(t, open);
      const request = { user: 'nobody', type: 'STUDENT_NO', value: 'S-1' };
      await assert.rejects(attachIdentifier(directory, manager, request), { code: 'VST_USER_UNKNOWN' });
    });

    describe('a rename', () => {
      const lovelace = { user: 'ada', value: 'lovelace' };

      test('loses nothing: aliases, sets, sessions and proxies still lead to her', async (t) => {
        const { directory, store } = await library(t, open);
        const before = await namedUser(directory, 'ada');
        const set = { id: 'set', name: 'Fines', owner: before.id, createdAt: '2026-03-02T09:00:00.000Z' };
        await store.sets.create('demo', { ...set, kind: 'list' }, operator.actor);
        await store.sets.add('demo', 'set', [before.id], operator.actor);
        await renamePrimary(directory, administrator, lovelace);

        const after = await namedUser(directory, 'ada');
        assert.deepEqual([after.id, after.primaryIdentifier], [before.id, 'lovelace']);
        assert.equal((await namedUser(directory, 'lovelace')).id, before.id);
        assert.equal(after.sessionEpoch, before.sessionEpoch);
        assert.deepEqual((await store.sets.members('demo', 'set', { limit: 10 })).items, [before.id]);
        assert.equal((await store.sets.all('demo', after.id)).length, 1);
        const eve = await directory.users.user('demo', await idOf(directory, 'eve'));
        assert.deepEqual(eve?.proxyFor, ['lovelace']);
      });

      test('keeps the old name from everybody else, and gives it back to her', async (t) => {
        const { directory } = await library(t, open);
        await renamePrimary(directory, administrator, lovelace);
        await assert.rejects(renamePrimary(directory, administrator, { user: 'bob', value: 'ADA' }), taken);
        await assert.rejects(
          attachIdentifier(directory, manager, { user: 'bob', type: 'BARCODE', value: 'ada' }),
          taken,
        );
        await renamePrimary(directory, administrator, { user: 'lovelace', value: 'ada' });
        assert.deepEqual(await held(directory, await idOf(directory, 'ada')), [
          'BARCODE B-1 active',
          'primary ada active',
          'primary lovelace alias',
        ]);
      });

      test('lets her sign in by the old name for the days that are set', async (t) => {
        const { directory, clock } = await library(t, open, { aliasSignInDays: 14 });
        const signIn = async () => {
          const { resolution } = await resolve(directory.users, {
            institution: 'demo',
            assertion: assertionOf({ subject: 'ada' }),
            rule: { from: { type: 'subject' }, to: { type: 'primary' }, transform: [] },
            admission: { recordTypes: ['public', 'staff'] },
            types: { ...directory.rules.table, issuers: new Map() },
            now: clock.now(),
            today: '2026-03-02',
          });
          return resolution.type;
        };
        await renamePrimary(directory, administrator, lovelace);
        assert.equal(await signIn(), 'matched');
        clock.advance(14 * dayMs - 1);
        assert.equal(await signIn(), 'matched');
        clock.advance(1);
        assert.equal(await signIn(), 'unmatched');
        assert.equal((await namedUser(directory, 'ada')).primaryIdentifier, 'lovelace', 'staff still find her');
      });

      test('is shown beforehand with all it touches, and nothing is written', async (t) => {
        const { directory, store } = await library(t, open);
        const id = await idOf(directory, 'ada');
        const set = {
          id: 'set',
          name: 'Fines',
          owner: id,
          kind: 'list',
          createdAt: '2026-03-02T09:00:00.000Z',
        } as const;
        await store.sets.create('demo', set, operator.actor);
        await store.sets.add('demo', 'set', [id], operator.actor);
        const before = (await entries(directory)).length;
        const preview = await renamePreview(directory, store.sets, administrator, lovelace);
        assert.deepEqual(preview.sets, [set]);
        assert.equal(preview.memberOf, 1);
        assert.deepEqual(preview.proxyNames, ['eve']);
        assert.deepEqual(
          preview.applications.map(({ id: application, isSubject, claims }) => [application, isSubject, claims]),
          [
            ['catalogue', true, []],
            ['press', false, ['login']],
          ],
        );
        assert.deepEqual(preview.profiles, ['library']);
        assert.equal((await entries(directory)).length, before);
        assert.equal((await namedUser(directory, id)).primaryIdentifier, 'ada');
      });

      test('shows beforehand that it would be refused', async (t) => {
        const { directory, store } = await library(t, open);
        const preview = renamePreview(directory, store.sets, administrator, { user: 'ada', value: 'bob' });
        await assert.rejects(preview, taken);
        await assert.rejects(renamePreview(directory, store.sets, manager, lovelace), notAllowed);
      });
    });

    describe('a swap', () => {
      test('exchanges cards and primary identifiers in one change', async (t) => {
        const { directory } = await library(t, open);
        const [ada, bob] = [await idOf(directory, 'ada'), await idOf(directory, 'bob')];
        const before = (await entries(directory)).length;
        await swapIdentifiers(directory, administrator, { a: 'ada', b: 'bob', types: ['BARCODE', 'primary'] });
        assert.deepEqual(await held(directory, ada), ['BARCODE B-2 active', 'primary bob active']);
        assert.deepEqual(await held(directory, bob), ['BARCODE B-1 active', 'primary ada active']);
        assert.equal(await idOf(directory, 'ada'), bob);
        assert.equal((await directory.users.summary('demo', ada))?.primaryIdentifier, 'bob');
        const [eve] = await directory.users.holdings('demo', [keyOf(directory.rules.table, 'primary', 'eve')]);
        assert.deepEqual(
          (await directory.users.user('demo', eve?.user.id ?? ''))?.proxyFor,
          ['bob'],
          'the same person',
        );
        assert.equal((await entries(directory)).length, before + 3);
      });

      test('from both ends at once, on several connections, leaves each value with one of the two', async (t) => {
        const opened = await library(t, open);
        const [here, there] = [opened.directory, await opened.another()];
        const [ada, bob] = [await idOf(here, 'ada'), await idOf(here, 'bob')];
        const types = ['BARCODE', 'primary'];
        await Promise.all(
          Array.from({ length: 6 }, (_, index) =>
            index % 2 === 0
              ? swapIdentifiers(here, administrator, { a: ada, b: bob, types })
              : swapIdentifiers(there, administrator, { a: bob, b: ada, types }),
          ),
        );
        assert.deepEqual(await held(here, ada), ['BARCODE B-1 active', 'primary ada active']);
        assert.deepEqual(await held(here, bob), ['BARCODE B-2 active', 'primary bob active']);
      });
    });

    test('those who act for others are found page by page, and nobody else', async (t) => {
      const { directory, clock, seed } = await library(t, open);
      // Ids of one millisecond stand in any order.
      clock.advance(1);
      await seed({
        primaryIdentifier: 'zoe',
        proxyFor: ['bob', 'ada'],
        notes: [
          { type: 'LIBRARY', text: '"proxyFor":["x"]', viewableByUser: false, popup: false, segment: 'internal' },
        ],
      });
      await seed({
        primaryIdentifier: 'yan',
        notes: [
          { type: 'LIBRARY', text: '"proxyFor":["x"]', viewableByUser: false, popup: false, segment: 'internal' },
        ],
      });
      const first = await directory.finding.proxies('demo', { limit: 1 });
      assert.deepEqual(first.items, [{ userId: await idOf(directory, 'eve'), proxyFor: ['ada'] }]);
      const second = await directory.finding.proxies('demo', { limit: 1, after: first.next });
      assert.deepEqual(second, {
        items: [{ userId: await idOf(directory, 'zoe'), proxyFor: ['bob', 'ada'] }],
        next: undefined,
      });
      assert.deepEqual((await directory.finding.proxies('other', { limit: 1 })).items, []);
    });
  });
}
