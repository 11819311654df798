import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { changeIdentifiers } from '../../../src/directory/bulk/change-identifiers.ts';
import { refoldIdentifiers } from '../../../src/directory/bulk/refold.ts';
import { type IdentifierFinding, reportIdentifiers } from '../../../src/directory/bulk/report-identifiers.ts';
import type { Directory } from '../../../src/directory/deps.ts';
import { namedUser } from '../../../src/directory/named-user.ts';
import { undoBatch } from '../../../src/directory/undo/undo-batch.ts';
import type { AuditRecord } from '../../../src/domain/ports/audit-trail.ts';
import { holding, openTestDirectory, operator, type TestDirectory } from '../../support/directory.ts';
import { bytesOf } from '../../support/import-run.ts';
import type { UserSeed } from '../../support/user-seed.ts';
import type { InstitutionInput } from '../../support/vestibule.ts';

const slug = 'demo';
const strict = { caseSensitive: true, compatibility: false };
const loose = { caseSensitive: false, compatibility: true };
const card = { code: 'CARD', label: 'Card' } as const;

/** Users written by one configuration, and the directory of another on the same records. */
async function reconfigured(
  t: TestContext,
  before: Partial<InstitutionInput>,
  after: Partial<InstitutionInput>,
  ...seeds: UserSeed[]
): Promise<{ readonly was: TestDirectory; readonly is: TestDirectory }> {
  const was = await openTestDirectory({ config: before, seeds });
  t.after(() => was.close());
  const opened = { ...was, records: { directory: '' }, another: async () => was.store, close: async () => undefined };
  return { was, is: await openTestDirectory({ config: after, open: async () => opened }) };
}

const ada: UserSeed = { primaryIdentifier: 'Ada', identifiers: [{ type: 'CARD', value: 'X1' }] };

const idOf = async (directory: Directory, name: string) => (await namedUser(directory, name)).id;
const isFound = (directory: Directory, name: string) =>
  namedUser(directory, name).then(
    () => true,
    () => false,
  );

describe('folding identifiers anew', () => {
  test('finds users by the keys of the new rule, and no longer by the old', async (t) => {
    const { was, is } = await reconfigured(
      t,
      { folding: strict, identifierTypes: [card] },
      { folding: loose, identifierTypes: [card] },
      ada,
    );
    const id = await idOf(was.directory, 'Ada');
    assert.equal(await isFound(is.directory, 'Ada'), false);
    const report = await refoldIdentifiers(is.directory, operator);
    assert.deepEqual(report, { identifiers: 2, moved: 2, collisions: 0, end: 'swapped' });
    assert.deepEqual([await idOf(is.directory, 'ADA'), await idOf(is.directory, 'CARD:x１')], [id, id]);
  });

  test('takes a type out of the pool', async (t) => {
    const { is } = await reconfigured(
      t,
      { identifierTypes: [card] },
      { identifierTypes: [{ ...card, uniqueness: 'type', folding: strict }] },
      ada,
    );
    await refoldIdentifiers(is.directory, operator);
    assert.deepEqual([await isFound(is.directory, 'CARD:X1'), await isFound(is.directory, 'CARD:x1')], [true, false]);
    await is.seed({ primaryIdentifier: 'X1' });
  });

  test('lets two identifiers take each other’s place', async (t) => {
    // Made by hand: no rule of ours makes two keys change places.
    const { directory, store, close } = await openTestDirectory({
      seeds: [{ primaryIdentifier: 'one' }, { primaryIdentifier: 'two' }],
    });
    t.after(close);
    const place = (key: string) => ({ scope: 'pooled', key });
    const [one, two] = [place('one'), place('two')];
    const { seq } = await store.trail.head(slug, 'changes');
    await store.identifierKeys.stage(slug, [
      { from: one, to: two },
      { from: two, to: one },
    ]);
    const before = await idOf(directory, 'one');
    assert.equal(await store.identifierKeys.swap(slug, { seq, moves: 2 }, operator.actor, 'batch'), true);
    assert.equal(await idOf(directory, 'two'), before);
  });

  test('changes nothing where two identifiers would have one key, and says which', async (t) => {
    const { is } = await reconfigured(
      t,
      { folding: strict },
      { folding: loose },
      { primaryIdentifier: 'Bob' },
      { primaryIdentifier: 'BOB' },
      { primaryIdentifier: 'Cy' },
    );
    const found: string[] = [];
    const report = await refoldIdentifiers(is.directory, operator, {
      onCollision: (group) =>
        void found.push(
          group
            .map(({ value }) => value)
            .toSorted()
            .join(' '),
        ),
    });
    assert.deepEqual([report.end, report.collisions, found], ['collisions', 1, ['BOB Bob']]);
    assert.equal(await isFound(is.directory, 'cy'), false);
  });

  test('only counts in a dry run', async (t) => {
    const { is } = await reconfigured(t, { folding: strict }, { folding: loose }, { primaryIdentifier: 'Bob' });
    const report = await refoldIdentifiers(is.directory, operator, { dryRun: true });
    assert.deepEqual([report.end, report.moved, await isFound(is.directory, 'bob')], ['dry run', 1, false]);
  });

  test('has nothing to do a second time', async (t) => {
    const { is } = await reconfigured(t, { folding: strict }, { folding: loose }, { primaryIdentifier: 'Bob' });
    await refoldIdentifiers(is.directory, operator);
    assert.equal((await refoldIdentifiers(is.directory, operator)).end, 'nothing to do');
  });

  test('begins anew where users were changed meanwhile', async (t) => {
    const { was, is } = await reconfigured(t, { folding: strict }, { folding: loose }, { primaryIdentifier: 'Bob' });
    const { identifierKeys } = is.directory;
    let clears = 0;
    const meddled: Directory = {
      ...is.directory,
      identifierKeys: {
        ...identifierKeys,
        clear: async (institution) => {
          await identifierKeys.clear(institution);
          if (clears++ === 0) await was.seed({ primaryIdentifier: 'Late' });
        },
      },
    };
    const report = await refoldIdentifiers(meddled, operator);
    assert.deepEqual([clears, report.end, report.moved], [2, 'swapped', 2]);
    assert.equal(await isFound(is.directory, 'LATE'), true);
  });

  test('gives up where users are changed all the time', async (t) => {
    const { was, is } = await reconfigured(t, { folding: strict }, { folding: loose }, { primaryIdentifier: 'Bob' });
    const { identifierKeys } = is.directory;
    let count = 0;
    const stage = async () => void (await was.seed({ primaryIdentifier: `New${count++}` }));
    const meddled: Directory = { ...is.directory, identifierKeys: { ...identifierKeys, stage } };
    await assert.rejects(refoldIdentifiers(meddled, operator), { code: 'VST_USER_CHANGED' });
    assert.equal(await isFound(was.directory, 'Bob'), true);
  });

  test('stands in the audit', async (t) => {
    const { is } = await reconfigured(t, { folding: strict }, { folding: loose }, { primaryIdentifier: 'Bob' });
    await refoldIdentifiers(is.directory, operator);
    const entries: AuditRecord[] = [];
    for await (const entry of is.store.trail.entries(slug, 'changes', { action: 'identifiers-refolded' }))
      entries.push(entry);
    assert.deepEqual(
      entries.map(({ who, detail }) => [who, detail?.facts?.['moved']]),
      [['operator', 1]],
    );
  });

  test('leaves earlier bulk work such that it can be undone, by the new keys', async (t) => {
    const { was, is } = await reconfigured(
      t,
      { folding: strict, identifierTypes: [card] },
      { folding: loose, identifierTypes: [card] },
      ada,
    );
    const source = bytesOf('type,value\nCARD,X1\n');
    const { batch } = await changeIdentifiers(was.directory, operator, { action: 'retire', source });
    await refoldIdentifiers(is.directory, operator);
    await undoBatch(is.directory, operator, batch);
    assert.equal(await isFound(is.directory, 'CARD:x1'), true);
  });

  test('is for user administrators alone', async (t) => {
    const { is } = await reconfigured(t, {}, {});
    await assert.rejects(refoldIdentifiers(is.directory, holding('user-manager')), { code: 'VST_NOT_ALLOWED' });
    await assert.doesNotReject(refoldIdentifiers(is.directory, holding('user-administrator')));
  });
});

async function reported(directory: Directory, caller = operator) {
  const findings: IdentifierFinding[] = [];
  const report = await reportIdentifiers(directory, caller, { onFinding: (finding) => void findings.push(finding) });
  const told = findings.map(({ kind, group, identifier }) => `${kind} ${group} ${identifier.type} ${identifier.value}`);
  return { ...report, told: told.toSorted() };
}

describe('the report on identifiers', () => {
  test('names collisions that folding anew would meet', async (t) => {
    const seeds = [{ primaryIdentifier: 'Bob' }, { primaryIdentifier: 'BOB' }];
    const { is } = await reconfigured(t, { folding: strict }, { folding: loose }, ...seeds);
    const { unfolded, collisions, told } = await reported(is.directory);
    assert.deepEqual([unfolded, collisions], [2, 1]);
    assert.deepEqual(told.slice(0, 2), ['collision 1 primary BOB', 'collision 1 primary Bob']);
  });

  test('names identifiers of types that are no longer configured', async (t) => {
    const { is } = await reconfigured(t, { identifierTypes: [card] }, { identifierTypes: [] }, ada);
    const { orphans, told } = await reported(is.directory);
    assert.deepEqual([orphans, told], [{ CARD: 1 }, ['orphan 1 CARD X1']]);
  });

  test('names values of two users that look alike, and not those of one', async (t) => {
    const seeds = [
      {
        primaryIdentifier: 'Bob',
        identifiers: [
          { type: 'BARCODE', value: '123' },
          { type: 'STUDENT_NO', value: '0123' },
        ],
      },
      {
        primaryIdentifier: 'Cy',
        identifiers: [
          { type: 'BARCODE', value: '77' },
          { type: 'STUDENT_NO', value: '077' },
        ],
      },
      { primaryIdentifier: 'Dan', identifiers: [{ type: 'BARCODE', value: '00123' }] },
    ];
    const { is } = await reconfigured(t, {}, {}, ...seeds);
    const { nearMisses, told } = await reported(is.directory);
    assert.deepEqual(
      [nearMisses, told],
      [1, ['near-miss 1 BARCODE 00123', 'near-miss 1 BARCODE 123', 'near-miss 1 STUDENT_NO 0123']],
    );
  });

  test('hides values of hidden types from staff', async (t) => {
    const hidden = { identifierTypes: [{ ...card, hiddenFromStaff: true }] };
    const seeds = [
      { primaryIdentifier: 'Bob', identifiers: [{ type: 'CARD', value: '123' }] },
      { primaryIdentifier: 'Dan', identifiers: [{ type: 'CARD', value: '0123' }] },
    ];
    const { is } = await reconfigured(t, hidden, hidden, ...seeds);
    const { told } = await reported(is.directory, holding('user-administrator'));
    assert.deepEqual(told, ['near-miss 1 CARD ', 'near-miss 1 CARD ']);
  });
});
