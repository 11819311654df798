// An upstream reissued its subjects: old values of one type become new ones, from a CSV file.
import { VestibuleError } from '../../domain/errors.ts';
import { primaryType } from '../../domain/identifier.ts';
import type { Caller, Directory } from '../deps.ts';
import { keyOf } from '../folding.ts';
import { placeOf } from '../identifier-rules.ts';
import { asKept, refuseHidden } from '../identifiers/judge.ts';
import { rightsOf } from '../identifiers/rights.ts';
import type { RawRecord } from '../reading/broken-file.ts';
import { eachRecord, type FileEnd, tableRows } from '../reading/file-records.ts';
import { SeenKeys } from '../seen-keys.ts';
import { settingsOf } from '../settings/settings-of.ts';
import { type BulkOptions, type BulkReport, BulkRun, type Page, pageRows } from './bulk-run.ts';
import { overUsers } from './over-users.ts';
import { pagesOfGroups, relinkOrder } from './relink-order.ts';
import { type RelinkRow, relinkPage } from './relink-page.ts';
import type { RowFault } from './row-fault.ts';
import { type Cells, emptyCell, tableColumns } from './table-columns.ts';

export interface RelinkRequest {
  /** The type whose values change. */
  readonly type: string;
  /** The CSV file, `old,new`: read twice. */
  readonly open: () => AsyncIterable<Uint8Array>;
}

const columns = ['old', 'new'] as const;
/** Rows that wait for each other in a circle are one transaction. */
const circleMax = 5000;

/**
 * Exchanges values, in whatever order the rows stand and though they exchange them among each other. An old value that
 * nobody takes is retired and held. Rows whose new value is another row's old one are kept in memory until the end.
 *
 * @throws VestibuleError VST_NOT_ALLOWED; VST_IDENTIFIER_INVALID for a type that is none; of the store
 */
export async function relinkIdentifiers(
  directory: Directory,
  caller: Caller,
  { type, open }: RelinkRequest,
  options: BulkOptions = {},
): Promise<BulkReport> {
  const rights = rightsOf(directory, caller, 'run-bulk-work');
  const { rules, clock, random } = directory;
  if (type === primaryType || !rules.types.has(type))
    throw new VestibuleError(
      'VST_IDENTIFIER_INVALID',
      `The institution has no identifier type ${JSON.stringify(type)}`,
    );
  refuseHidden(rules, type, rights);
  const over = overUsers(directory, caller);
  const ground = { type, over, rules, rights, settings: await settingsOf(directory) };
  const run = new BulkRun(directory, caller, options);
  const page: Page<RelinkRow> = {
    action: 'identifier-relinked',
    reads: ({ oldKey, newKey }) => ({ user: undefined, keys: [oldKey, newKey] }),
    decide: (known, rows) => relinkPage(known, rows, ground),
  };
  const overview = await valuesOf(open(), (value) => keyOf(rules.table, type, value));
  const [seenOld, seenNew] = [new SeenKeys(), new SeenKeys()];
  const waiting: RelinkRow[] = [];
  let rows: RelinkRow[] = [];
  const flush = async () => {
    await run.write(page, rows);
    rows = [];
  };
  const end = await eachRecord(tableRows(open(), tableColumns(columns), run.bytes), async (raw) => {
    const row = rowOf(raw);
    const fault = faultIn(raw, row);
    if (fault !== undefined) await run.refuse(row, fault);
    else (isWaiting(row) ? waiting : rows).push(row);
    if (rows.length >= pageRows) await flush();
    return run.isStopped ? 'stop' : 'go on';
  });
  if (end.type === 'whole') {
    await flush();
    return run.report(await takeWaiting());
  }
  return run.report(end);

  async function takeWaiting(): Promise<FileEnd> {
    const groups = relinkOrder(waiting);
    for (const group of groups.filter(({ length }) => length > circleMax))
      for (const row of group) await run.refuse(row, { code: 'taken', reason: 'Too many rows wait for each other.' });
    for (const some of pagesOfGroups(
      groups.filter(({ length }) => length <= circleMax),
      pageRows,
    )) {
      if (run.isStopped) return { type: 'stopped' };
      await run.write(page, some);
    }
    return { type: 'whole' };
  }

  /** Somebody has the value until another row gives it up. One that is only spelt anew waits for nobody. */
  function isWaiting({ oldKey, newKey }: Pick<RelinkRow, 'oldKey' | 'newKey'>): boolean {
    return placeOf(oldKey) !== placeOf(newKey) && overview.olds.has(placeOf(newKey));
  }

  function rowOf({ value, number, line }: RawRecord): RelinkRow {
    const cells = (value ?? {}) as Cells;
    const [oldValue, newValue] = [asKept(cells['old'] ?? ''), asKept(cells['new'] ?? '')];
    const oldKey = keyOf(rules.table, type, oldValue);
    const newKey = keyOf(rules.table, type, newValue);
    const isOldWanted = overview.news.has(placeOf(oldKey));
    const id = random.uuid(clock.now());
    const isNewGiven = options.dryRun === true && isWaiting({ oldKey, newKey });
    const values = { oldValue, newValue, oldKey, newKey };
    return { number, line, name: `${type}:${oldValue}`, ...values, id, isOldWanted, isNewGiven };
  }

  function faultIn({ value, fault, number }: RawRecord, { oldKey, newKey }: RelinkRow): RowFault | undefined {
    if (fault !== undefined) return { code: 'malformed', reason: `The row ${fault}.` };
    const empty = emptyCell(value as Cells, columns);
    if (empty !== undefined) return { code: 'field-missing', reason: `"${empty}" must be given.` };
    const earlier = seenOld.add(placeOf(oldKey), number) ?? seenNew.add(placeOf(newKey), number);
    if (earlier === undefined) return undefined;
    return { code: 'repeated-in-file', reason: `Row ${earlier} of this file has the same old or the same new value.` };
  }
}

/** Which values the file gives up and brings: 12 bytes and some for each, whatever their length. */
async function valuesOf(
  source: AsyncIterable<Uint8Array>,
  keyOfValue: (value: string) => { scope: string; key: string },
) {
  const [olds, news] = [new SeenKeys(), new SeenKeys()];
  await eachRecord(tableRows(source, tableColumns(columns), { count: 0 }), async ({ value, number }) => {
    const { old = '', new: next = '' } = (value ?? {}) as Cells;
    olds.add(placeOf(keyOfValue(asKept(old))), number);
    news.add(placeOf(keyOfValue(asKept(next))), number);
    return 'go on';
  });
  return { olds, news };
}
