// Attaching, retiring and re-typing identifiers of many users from a CSV file.
import type { Caller, Directory } from '../deps.ts';
import { placeOf } from '../identifier-rules.ts';
import { rightsOf } from '../identifiers/rights.ts';
import type { RawRecord } from '../reading/broken-file.ts';
import { eachRecord, tableRows } from '../reading/file-records.ts';
import { SeenKeys } from '../seen-keys.ts';
import { settingsOf } from '../settings/settings-of.ts';
import { type BulkOptions, type BulkReport, BulkRun, oneByOne, type Page, type PageRow, pageRows } from './bulk-run.ts';
import { overUsers } from './over-users.ts';
import { actionKinds, type BulkAction, madeReady, type Row } from './row-actions.ts';
import type { RowFault } from './row-fault.ts';
import { type Cells, emptyCell, tableColumns } from './table-columns.ts';

export interface ChangeRequest {
  readonly action: BulkAction;
  /** The CSV file: `user,type,value[,segment,status,note]`, `type,value[,user]` or `type,value,newType[,user]`. */
  readonly source: AsyncIterable<Uint8Array>;
}

/** A row that is wrong by itself waits with the others, so that all are told in their order. */
type ReadyRow = PageRow & Row & { readonly fault?: RowFault | undefined };

/**
 * Each row is taken or rejected by itself; the same file again changes nothing more.
 *
 * @throws VestibuleError VST_NOT_ALLOWED; of the store: what `onProgress` told last is written
 */
export async function changeIdentifiers(
  directory: Directory,
  caller: Caller,
  { action, source }: ChangeRequest,
  options: BulkOptions = {},
): Promise<BulkReport> {
  const rights = rightsOf(directory, caller, 'run-bulk-work');
  const { rules, clock, random } = directory;
  const ground = { rules, rights, settings: await settingsOf(directory) };
  const over = overUsers(directory, caller);
  const kind = actionKinds[action];
  const run = new BulkRun(directory, caller, options);
  const page: Page<ReadyRow> = {
    action: kind.action,
    reads: ({ user, cells, fault }) =>
      fault === undefined
        ? { user: user?.id, keys: [...(user === undefined ? [] : [user.key]), ...kind.places(rules, cells)] }
        : { user: undefined, keys: [] },
    decide: (known, rows) => oneByOne(known, rows, over, (working, row) => kind.decide(working, row, ground)),
  };
  const seen = new SeenKeys();
  let rows: ReadyRow[] = [];
  const flush = async () => {
    await run.write(page, rows);
    rows = [];
  };
  const end = await eachRecord(
    tableRows(source, tableColumns(kind.required, kind.optional), run.bytes),
    async (raw) => {
      rows.push(judged(raw));
      if (rows.length >= pageRows) await flush();
      return run.isStopped ? 'stop' : 'go on';
    },
  );
  if (end.type === 'whole') await flush();
  return run.report(end);

  function judged(raw: RawRecord): ReadyRow {
    const cells = (raw.value ?? {}) as Cells;
    const { number, line } = raw;
    const name = cells['user'] || [cells['type'], cells['value']].filter(Boolean).join(':');
    const fault = raw.fault === undefined ? faultIn(cells, number) : malformed(`The row ${raw.fault}.`);
    return { number, line, name, fault, ...madeReady(rules, cells, random.uuid(clock.now())) };
  }

  function faultIn(cells: Cells, number: number): RowFault | undefined {
    const empty = emptyCell(cells, kind.required);
    if (empty !== undefined) return { code: 'field-missing', reason: `"${empty}" must be given.` };
    const { key, scope } = kind.subject(rules, cells);
    if (key === '') return { code: 'value-invalid', reason: 'Nothing of the value is left to compare it by.' };
    const earlier = seen.add(placeOf({ scope, key }), number);
    if (earlier === undefined) return undefined;
    return { code: 'repeated-in-file', reason: `Row ${earlier} of this file is about the same identifier.` };
  }
}

const malformed = (reason: string): RowFault => ({ code: 'malformed', reason });
