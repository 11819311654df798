// A value that was given up and whose time is over, wanted by several at the same moment.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { attachIdentifier } from '../../../src/directory/identifiers/attach.ts';
import { detachIdentifier } from '../../../src/directory/identifiers/detach.ts';
import { retireIdentifier } from '../../../src/directory/identifiers/retire.ts';
import { mergeUsers } from '../../../src/directory/merging/merge-users.ts';
import { VestibuleError } from '../../../src/domain/errors.ts';
import type { User } from '../../../src/domain/user.ts';
import { openTestDirectory, operator, type TestDirectory } from '../../support/directory.ts';
import { seedDraft } from '../../support/user-seed.ts';
import type { OpenStore } from '../store/opened-store.ts';

const type = 'BARCODE';
const rounds = 20;
const longAfter = 400 * 86_400_000;

export function givenUpAtOnceContract(engine: string, open: OpenStore): void {
  describe(`Values that were given up, wanted by several at once: ${engine}`, () => {
    test('that of nobody goes to one, and the others are told', async (t) => {
      const { directory, seed, clock, another, close } = await openTestDirectory({ open });
      t.after(close);
      const nodes = [directory, await another(), await another(), await another()];
      for (let round = 0; round < rounds; round++) {
        const value = `card-${round}`;
        const from = await seed({ primaryIdentifier: `from-${round}`, identifiers: [{ type, value }] });
        const into = await seed({ primaryIdentifier: `into-${round}` });
        const wanting: User[] = [];
        for (const index of nodes.keys()) wanting.push(await seed({ primaryIdentifier: `w-${round}-${index}` }));
        await mergeUsers(directory, operator, { from: from.id, into: into.id, segments: [], holdDays: 0 });
        clock.advance(1);
        const ends = await Promise.allSettled(
          nodes.map((node, index) => attachIdentifier(node, operator, { user: wanting[index]?.id ?? '', type, value })),
        );
        for (const end of ends) if (end.status === 'rejected') isTaken(end.reason);
        const winners = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value.userId] : []));
        assert.deepEqual(await holdersOf(directory, value), winners, `round ${round}`);
      }
    });

    test('that of a user who takes it again is not taken by an import as well', async (t) => {
      const library = await openTestDirectory({ open });
      t.after(library.close);
      const other = await library.another();
      for (let round = 0; round < rounds; round++) {
        const { userId, value, importing } = await overValue(library, round);
        const [imported, again] = await Promise.allSettled([
          importing(),
          attachIdentifier(other, operator, { user: userId, type, value }),
        ]);
        const winners = [
          ...(imported.status === 'fulfilled' && imported.value !== undefined ? [imported.value] : []),
          ...(again.status === 'fulfilled' ? [userId] : []),
        ];
        assert.deepEqual(await holdersOf(library.directory, value), winners, `round ${round}`);
      }
    });

    test('that of a user from whom it is taken away stays with the user whom an import gave it', async (t) => {
      const library = await openTestDirectory({ open });
      t.after(library.close);
      const other = await library.another();
      for (let round = 0; round < rounds; round++) {
        const { userId, value, importing } = await overValue(library, round);
        const [imported] = await Promise.allSettled([
          importing(),
          detachIdentifier(other, operator, { user: userId, type, value }),
        ]);
        assert.equal(imported.status, 'fulfilled');
        assert.deepEqual(await holdersOf(library.directory, value), [imported.value], `round ${round}`);
      }
    });
  });
}

/** A user with a retired value that anybody may have by now, and an import that gives it to another. */
async function overValue({ directory, seed, clock }: TestDirectory, round: number) {
  const value = `card-${round}`;
  const { id: userId } = await seed({ primaryIdentifier: `old-${round}`, identifiers: [{ type, value }] });
  await retireIdentifier(directory, operator, { user: userId, type, value });
  clock.advance(longAfter);
  const { institution, users, random, rules } = directory;
  const made = { institution: institution.slug, primaryIdentifier: `new-${round}`, identifiers: [{ type, value }] };
  const at = new Date(clock.now()).toISOString();
  const draft = seedDraft(made, random.uuid(clock.now()), at, rules.table);
  const importing = async () => {
    const [outcome] = await users.write(institution.slug, [draft], { who: 'import', via: 'test' });
    return outcome?.type === 'written' ? outcome.userId : undefined;
  };
  return { userId, value, importing };
}

async function holdersOf({ institution, users }: TestDirectory['directory'], key: string): Promise<readonly string[]> {
  const holdings = await users.holdings(institution.slug, [{ scope: 'pooled', key }]);
  return holdings.map(({ user }) => user.id);
}

function isTaken(error: unknown): void {
  assert.ok(error instanceof VestibuleError && error.code === 'VST_IDENTIFIER_TAKEN', String(error));
}
