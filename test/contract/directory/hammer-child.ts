// One of several processes that change the same users at the same time. It says how much of it was done.
import { writeSync } from 'node:fs';
import * as fc from 'fast-check';
import { institution as institutionSchema } from '../../../config/schema.ts';
import { directoryOf } from '../../../src/directories.ts';
import { createLog } from '../../../src/observability/log.ts';
import { createOutbound } from '../../../src/outbound/outbound.ts';
import { systemClock, systemRandom } from '../../../src/platform.ts';
import { openPostgresStore } from '../../../src/store/postgres.ts';
import { openSqliteStore } from '../../../src/store/sqlite.ts';
import { acts, perform } from '../../support/directory-acts.ts';
import { fakeHasher } from '../../support/fake-hasher.ts';
import { fakeSealing } from '../../support/fake-sealing.ts';
import { libraryOf } from '../../support/institutions.ts';

export interface HammerTask {
  readonly records: { readonly directory: string } | { readonly url: string };
  readonly seed: number;
  readonly sequences: number;
}

async function run({ records, seed, sequences }: HammerTask): Promise<void> {
  const common = { clock: systemClock, sealing: fakeSealing(), random: systemRandom };
  const store = await ('url' in records
    ? openPostgresStore({ ...records, poolSize: 2, ...common })
    : openSqliteStore({ ...records, ...common }));
  const outward = { outbound: createOutbound({ allow: [] }), log: createLog('error') };
  const parts = { store, hasher: fakeHasher(), clock: systemClock, random: systemRandom, ...outward };
  const directory = directoryOf(parts, institutionSchema.parse(libraryOf({})));
  let [done, refused] = [0, 0];
  let lastMerge: string | undefined;
  for (const act of fc.sample(acts, { seed, numRuns: sequences }).flat()) {
    const outcome = await perform(directory, act, lastMerge);
    lastMerge = outcome.batch ?? (act.do === 'undo-merge' ? undefined : lastMerge);
    if (outcome.refused === undefined) done++;
    else refused++;
  }
  writeSync(1, `${done} ${refused}\n`);
  await store.close();
}

const [, script, task] = process.argv;
if (script === import.meta.filename && task !== undefined) await run(JSON.parse(task) as HammerTask);
