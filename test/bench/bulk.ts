import { changeIdentifiers } from '../../src/directory/bulk/change-identifiers.ts';
import { undoBatch } from '../../src/directory/undo/undo-batch.ts';
import { openSqlite } from '../contract/store/open-sqlite.ts';
import { openTestDirectory, operator } from '../support/directory.ts';
import { loadUsers } from './bulk-users.ts';
import type { Bench, Row } from './measure.ts';

const rowsAtOnce = 1000;
const promised = { identifiers: 100_000, seconds: 30 } as const;

export const bulkBench: Bench = {
  name: 'bulk',
  about: 'identifiers attached to as many users from a CSV file on SQLite, and taken back',
  async run({ quick }) {
    const count = quick ? 10_000 : promised.identifiers;
    const opened = await openSqlite();
    const { directory, clock, close } = await openTestDirectory({ open: async () => opened });
    try {
      if (!('directory' in opened.records)) throw new TypeError('The records are no directory');
      loadUsers(opened.records.directory, directory.institution.slug, count);
      // As in a real run, transactions have times of their own.
      const onProgress = () => clock.advance(10);
      const [attached, report] = await timed(() =>
        changeIdentifiers(directory, operator, { action: 'attach', source: attachments(count) }, { onProgress }),
      );
      if (report.changed !== count) throw new Error(`Only ${report.changed} of ${count} were attached`);
      const [undone] = await timed(() => undoBatch(directory, operator, report.batch));
      return [
        rowOf(`attach ${count} identifiers`, attached, count),
        { ...rowOf(`undo ${count}`, undone, count), target: '', met: undefined },
      ];
    } finally {
      await close();
    }
  },
};

async function timed<Result>(work: () => Promise<Result>): Promise<readonly [seconds: number, result: Result]> {
  const begun = performance.now();
  const result = await work();
  return [(performance.now() - begun) / 1000, result];
}

function rowOf(what: string, seconds: number, count: number): Row {
  const limit = (promised.seconds * count) / promised.identifiers;
  const peakMib = process.resourceUsage().maxRSS / 1024;
  return {
    what,
    ours: `${seconds.toFixed(1)} s`,
    bare: '',
    compared: `${Math.round(count / seconds)}/s, ${peakMib.toFixed(0)} MiB peak`,
    target: `< ${limit} s`,
    met: seconds < limit,
  };
}

async function* attachments(count: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from('user,type,value\n');
  for (let start = 1; start <= count; start += rowsAtOnce) {
    const rows = Array.from({ length: Math.min(rowsAtOnce, count - start + 1) }, (_, index) => start + index);
    yield Buffer.from(rows.map((n) => `p${String(n).padStart(8, '0')},BARCODE,7700${10_000_000 + n}\n`).join(''));
  }
}
