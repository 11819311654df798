// Some values of one type exchanged for others, all at once: what one row gives up another may take. Pure.
import { VestibuleError } from '../../domain/errors.ts';
import type { IdentifierKey } from '../../domain/identifier.ts';
import type { HeldIdentifier, UserRecord } from '../../domain/ports/changes.ts';
import { placeOf } from '../identifier-rules.ts';
import type { Ground } from '../identifiers/deciding.ts';
import { invalid, refuseLocked, refuseUnfit } from '../identifiers/judge.ts';
import { holdUntil } from '../identifiers/life-settings.ts';
import { isLive, standingRecord } from '../identifiers/standing.ts';
import { takenBy } from '../identifiers/taken.ts';
import type { PageRow, RowOutcome } from './bulk-run.ts';
import type { OverUser } from './over-users.ts';
import { faultOf } from './row-fault.ts';
import type { WorkingKnown } from './working-known.ts';

export interface RelinkRow extends PageRow {
  /** As they are kept. */
  readonly oldValue: string;
  readonly newValue: string;
  readonly oldKey: IdentifierKey;
  readonly newKey: IdentifierKey;
  /** Of the new identifier. */
  readonly id: string;
  /** Another row takes the old value: it is not held from everybody. */
  readonly isOldWanted: boolean;
  /** Of a dry run: an earlier page would have given the new value up. */
  readonly isNewGiven: boolean;
}

export interface RelinkGround extends Ground {
  readonly type: string;
  readonly over: OverUser;
}

interface Move {
  readonly row: RelinkRow;
  readonly before: HeldIdentifier;
}

type Judged = Move | RowOutcome;

export function relinkPage(
  known: WorkingKnown,
  rows: readonly RelinkRow[],
  { type, over, ...ground }: RelinkGround,
): readonly RowOutcome[] {
  let judged: readonly Judged[] = rows.map((row) => attempt(() => moveOf(known, row, { type, over, ...ground })));
  // Whoever rests on a value that is not given up after all is refused too: again until nobody is.
  for (let moves = movesIn(judged); ; ) {
    const given = new Set(moves.map(({ before }) => placeOf(before)));
    judged = judged.map((one) => (isMove(one) ? attempt(() => refuseTakenBy(known, one, given, ground)) : one));
    const left = movesIn(judged);
    if (left.length === moves.length) break;
    moves = left;
  }
  known.apply(movedRecords(known, movesIn(judged), ground));
  return judged.map((one) => (isMove(one) ? 'changed' : one));
}

function attempt(decide: () => Judged): Judged {
  try {
    return decide();
  } catch (error) {
    return faultOf(error);
  }
}

const isMove = (one: Judged): one is Move => typeof one === 'object' && 'row' in one;
const movesIn = (judged: readonly Judged[]) => judged.filter(isMove);

function moveOf(known: WorkingKnown, row: RelinkRow, { type, over, rules, rights }: RelinkGround): Judged {
  const before = known.holder(row.oldKey);
  if (before === undefined || before.type !== type || !isLive(before)) {
    if (isDone(known, row, type)) return 'unchanged';
    throw new VestibuleError('VST_IDENTIFIER_UNKNOWN', `No user has this identifier of type ${type}`, { type });
  }
  if (before.value === row.newValue) throw invalid('The new value is the old one', type);
  const { user } = standingRecord(known, before.userId);
  over(user);
  refuseLocked(user, before, rights);
  refuseUnfit(rules, { type, value: row.newValue, segment: before.segment }, user);
  return { row, before };
}

/** The same file again: the user who gave the old value up has the new one. */
function isDone(known: WorkingKnown, { oldKey, newKey }: RelinkRow, type: string): boolean {
  const [old, next] = [known.holder(oldKey), known.holder(newKey)];
  return old?.status === 'retired' && next?.type === type && next.userId === old.userId && isLive(next);
}

function refuseTakenBy(known: WorkingKnown, move: Move, given: ReadonlySet<string>, { rules, rights }: Ground): Move {
  const { row, before } = move;
  const holder = known.holder(row.newKey);
  const isFree = holder === undefined || given.has(placeOf(row.newKey));
  const isHersAgain = holder?.userId === before.userId && holder.status === 'retired';
  if (isFree || isHersAgain || (row.isNewGiven && isLive(holder) && holder.type === before.type)) return move;
  throw takenBy(known, holder, rules, rights);
}

function movedRecords(known: WorkingKnown, moves: readonly Move[], { settings }: Ground): readonly UserRecord[] {
  const taken = new Set(moves.map(({ row }) => placeOf(row.newKey)));
  const byUser = Map.groupBy(moves, ({ before }) => before.userId);
  return [...byUser].map(([userId, hers]) => {
    const record = standingRecord(known, userId);
    const gone = new Set(hers.flatMap(({ row, before }) => [placeOf(row.newKey), placeOf(before)]));
    return {
      ...record,
      identifiers: [
        ...record.identifiers.filter((one) => !gone.has(placeOf(one))),
        ...hers
          .filter(({ row, before }) => !row.isOldWanted && !taken.has(placeOf(before)))
          .map(({ before }): HeldIdentifier => {
            const until = holdUntil(settings, known.now);
            return { ...before, status: 'retired', holdUntil: until };
          }),
        ...hers.map(({ row, before }): HeldIdentifier => {
          const isRespelt = placeOf(row.newKey) === placeOf(before);
          return { ...before, ...row.newKey, value: row.newValue, id: isRespelt ? before.id : row.id };
        }),
      ],
    };
  });
}
