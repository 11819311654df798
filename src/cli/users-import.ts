// `vestibule users import --institution SLUG FILE.json|FILE.csv [--report FILE]`
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { printable } from '../directory/characters.ts';
import { type ImportOptions, type ImportProgress, type ImportReport, importUsers } from '../directory/import-users.ts';
import { VestibuleError } from '../domain/errors.ts';
import { openRejectionSink, type RejectionSink } from './rejection-sink.ts';
import { undoHint } from './undo-hint.ts';

/** Where lines go. A terminal is told how far the import is. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
}

export interface UsersImportRun
  extends Pick<ImportOptions, 'institution' | 'users' | 'clock' | 'random' | 'signal' | 'takesOver'> {
  readonly file: string;
  /** Where rejected records are listed; without it the first of them go to `stderr`. */
  readonly report?: string | undefined;
  /** Stands in the history of each record: who ran the command. */
  readonly who?: string | undefined;
  readonly stdout: Output;
  readonly stderr: Output;
}

export const usersImportExit = { allTaken: 0, failed: 1, someRejected: 2 } as const;

const formats: Readonly<Record<string, 'json' | 'csv'>> = {
  '.json': 'json',
  '.jsonl': 'json',
  '.ndjson': 'json',
  '.csv': 'csv',
  '.tsv': 'csv',
};

/** @returns the exit code: 0 all taken, 2 some rejected, 1 failed (what was written before stays written) */
export async function runUsersImport(run: UsersImportRun): Promise<number> {
  const format = formats[extname(run.file).toLowerCase()];
  if (format === undefined) return failed(run, 'The file must be called .json, .jsonl, .csv or .tsv.');
  let done: ImportProgress = { records: 0, created: 0, updated: 0, unchanged: 0, rejected: 0, bytes: 0, batch: '' };
  let sink: RejectionSink | undefined;
  try {
    const { size } = await stat(run.file);
    sink = await openRejectionSink(run.report, run.stderr);
    const show = progressOn(run.stderr, size);
    const report = await importUsers({
      ...run,
      source: createReadStream(run.file),
      format,
      actor: { who: run.who ?? 'import', via: 'users import' },
      onRejected: sink.add,
      onProgress: (progress) => {
        done = progress;
        show(progress);
      },
    });
    return told(run, report);
  } catch (error) {
    return failed(run, `${wordsOf(error)} ${tallied(done)}`, hintOf(run, done));
  } finally {
    await sink?.close();
  }
}

function told({ stdout, stderr, report: listed, institution }: UsersImportRun, report: ImportReport): number {
  const hint = hintOf({ institution }, report);
  clearProgress(stderr);
  for (const [name, count] of Object.entries(report.ignored)) {
    stderr.write(`Not taken over: ${printable(name.slice(0, 100))} (${count} times)\n`);
  }
  switch (report.end.type) {
    case 'broken':
      stderr.write(
        `${report.end.message}\n${tallied(report)} Nothing after them was written; mend the file and import it again.\n${hint}`,
      );
      return usersImportExit.failed;
    case 'stopped':
      stderr.write(`Stopped. ${tallied(report)} Import the file again to go on.\n${hint}`);
      return usersImportExit.failed;
    case 'whole':
      stdout.write(`${tallied(report)}\n`);
      if (report.rejected > 0 && listed !== undefined) stdout.write(`Rejected records are listed in ${listed}\n`);
      stdout.write(hint);
      return report.rejected === 0 ? usersImportExit.allTaken : usersImportExit.someRejected;
  }
}

function tallied({ records, created, updated, unchanged, rejected }: ImportReport | ImportProgress): string {
  const parts = [`${created} created`, `${updated} updated`, `${unchanged} unchanged`, `${rejected} rejected`];
  return `${records} records: ${parts.join(', ')}.`;
}

/** Only of what was written. */
function hintOf({ institution }: Pick<UsersImportRun, 'institution'>, done: ImportProgress | ImportReport): string {
  return done.created + done.updated === 0 ? '' : undoHint(institution.slug, done.batch);
}

function failed({ stderr }: UsersImportRun, message: string, hint = ''): number {
  clearProgress(stderr);
  stderr.write(`${message}\n${hint}`);
  return usersImportExit.failed;
}

/** What went wrong, for the operator. A system's error names the file; its code says the rest. */
function wordsOf(error: unknown): string {
  if (error instanceof VestibuleError) return `${error.code}: ${error.message}.`;
  return error instanceof Error ? `${error.message}.` : 'The import failed.';
}

function progressOn(stderr: Output, size: number): (progress: ImportProgress) => void {
  if (stderr.isTTY !== true) return () => undefined;
  return ({ records, rejected, bytes }) => {
    const percent = size === 0 ? 100 : Math.floor((bytes / size) * 100);
    stderr.write(`\r\u001b[K${percent} %  ${records} records, ${rejected} rejected`);
  };
}

function clearProgress(stderr: Output): void {
  if (stderr.isTTY === true) stderr.write('\r\u001b[K');
}
