// An import in a process of its own, to be killed. It writes every user again and again, in passes that each set
// another user group, and says what was acknowledged: a line `PASS COUNT` after each call that returned.
import { writeSync } from 'node:fs';
import { openPostgresStore } from '../../../src/store/postgres.ts';
import { openSqliteStore } from '../../../src/store/sqlite.ts';
import { fakeSealing } from '../../support/fake-sealing.ts';
import { fakeClock, seededRandom } from '../../support/fakes.ts';
import { student } from '../../support/fixtures-users.ts';

/** Where the records are, and where the import goes on. */
export interface ImportTask {
  readonly records: { readonly directory: string } | { readonly url: string };
  readonly rows: number;
  readonly pass: number;
  readonly from: number;
  /** Stop at the end of this pass. */
  readonly lastPass: number;
}

const chunk = 500;

export const groupOf = (pass: number) => `g${String(pass).padStart(4, '0')}`;

async function run({ records, rows, pass, from, lastPass }: ImportTask): Promise<void> {
  const common = { clock: fakeClock(), sealing: fakeSealing(), random: seededRandom() };
  const store = await ('url' in records
    ? openPostgresStore({ ...records, poolSize: 2, ...common })
    : openSqliteStore({ ...records, ...common }));
  const actor = { who: 'import', via: 'kill' };
  for (let current = pass; current <= lastPass; current++)
    for (let at = current === pass ? from : 0; at < rows; at += chunk) {
      const drafts = Array.from({ length: Math.min(chunk, rows - at) }, (_, index) => {
        // Of this process alone: what the one before wrote and could not acknowledge is somebody who stands already.
        const draft = student(at + index, { id: `made-up-${process.pid}-${current}-${at + index}` });
        return { ...draft, user: { ...draft.user, userGroup: groupOf(current) } };
      });
      const outcomes = await store.users.write('demo', drafts, actor);
      if (outcomes.some(({ type }) => type !== 'written')) throw new Error('A draft was not written');
      const detail = { pass: current, count: at + drafts.length };
      await store.journal.audit({ at: 0, institution: 'demo', action: 'acknowledged', actor: 'import', detail });
      writeSync(1, `${current} ${at + drafts.length}\n`);
    }
  await store.close();
}

const [, script, task] = process.argv;
if (script === import.meta.filename && task !== undefined) await run(JSON.parse(task) as ImportTask);
