// How commands of bulk work tell what they do and did. Exit code 0: all rows taken; 2: some not; 1: it failed or was stopped.
import { stat } from 'node:fs/promises';
import type { BulkCounts, BulkOptions, BulkProgress, BulkReport } from '../directory/bulk/bulk-run.ts';
import type { Caller, Directory } from '../directory/deps.ts';
import { type CommandArgs, type CommandIo, textOption } from './command.ts';
import { readingTrouble } from './file-trouble.ts';
import { progressLine } from './progress-line.ts';
import { openRejectionSink } from './rejection-sink.ts';
import { stoppedBySignal } from './stopped-by-signal.ts';
import { undoHint } from './undo-hint.ts';
import { withDirectory } from './with-directory.ts';

export const bulkExit = { allTaken: 0, failed: 1, someRejected: 2 } as const;

type Work = (directory: Directory, caller: Caller, options: BulkOptions) => Promise<BulkReport>;

export async function runBulk(args: CommandArgs, io: CommandIo, file: string, work: Work): Promise<number> {
  const size = await stat(file).then(
    (found) => (found.isDirectory() ? `The file ${file} is a directory` : found.size),
    (error: unknown) => readingTrouble(file, error),
  );
  if (typeof size === 'string') {
    io.err(`${size}.\n`);
    return bulkExit.failed;
  }
  return withDirectory(args, io, async (directory, caller) => {
    const listed = textOption(args, 'report');
    const dryRun = args.values['dry-run'] === true;
    const { slug } = directory.institution;
    const line = progressLine(process.stderr);
    const sink = await openRejectionSink(listed, { write: io.err, isTTY: process.stderr.isTTY });
    let done: BulkProgress | undefined;
    const onProgress = (progress: BulkProgress) => {
      done = progress;
      const percent = size === 0 ? 100 : Math.floor((progress.bytes / size) * 100);
      line.show(`${percent} %  ${progress.rows} rows, ${progress.rejected} rejected`);
    };
    try {
      const options = { dryRun, onRejected: sink.add, onProgress, signal: stoppedBySignal() };
      const report = await work(directory, caller, options);
      line.clear();
      return told(io, slug, report, { dryRun, listed });
    } catch (error) {
      line.clear();
      if (done !== undefined) io.err(`${tallied(done)}\n${hintOf(slug, done, dryRun)}`);
      throw error;
    } finally {
      await sink.close();
    }
  });
}

function told(
  io: CommandIo,
  slug: string,
  report: BulkReport,
  { dryRun, listed }: { readonly dryRun: boolean; readonly listed: string | undefined },
): number {
  const end = dryRun ? 'Nothing was changed.\n' : hintOf(slug, report, dryRun);
  switch (report.end.type) {
    case 'broken':
      io.err(`${report.end.message}\n${tallied(report)} Nothing after them was done.\n${end}`);
      return bulkExit.failed;
    case 'stopped':
      io.err(`Stopped. ${tallied(report)} Run the same again to go on.\n${end}`);
      return bulkExit.failed;
    case 'whole':
      io.out(`${dryRun ? foreseen(report) : tallied(report)}\n`);
      if (report.rejected > 0 && listed !== undefined) io.out(`Rows that were not taken are listed in ${listed}\n`);
      io.out(end);
      return report.rejected === 0 ? bulkExit.allTaken : bulkExit.someRejected;
  }
}

function tallied({ rows, changed, unchanged, rejected }: BulkCounts): string {
  return `${rows} rows: ${changed} changed, ${unchanged} unchanged, ${rejected} rejected.`;
}

function foreseen({ rows, changed, unchanged, rejected }: BulkCounts): string {
  return `${rows} rows: ${changed} would be changed, ${unchanged} are so already, ${rejected} would be rejected.`;
}

/** Only of what was written. */
function hintOf(slug: string, { changed, batch }: Pick<BulkReport, 'changed' | 'batch'>, dryRun: boolean): string {
  return changed === 0 || dryRun ? '' : undoHint(slug, batch);
}
