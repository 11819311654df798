// Whether something that an entry changed was changed again by somebody else.
import type { AuditDetail, AuditRecord } from '../../domain/ports/audit-trail.ts';
import { placeOf } from '../identifier-rules.ts';
import { heldOf, isWhole } from './entry-inverse.ts';

export const undoneAction = 'undone';

export type Since =
  | { readonly type: 'free' }
  /** It was taken back already. */
  | { readonly type: 'undone' }
  | { readonly type: 'changed'; readonly by: AuditRecord };

/**
 * @param entry of the batch
 * @param later the entries of the same user after it, newest first
 */
export function changedSince(entry: AuditRecord, later: readonly AuditRecord[]): Since {
  const gone = new Set<AuditRecord>();
  for (const undoing of later) {
    if (gone.has(undoing)) continue;
    if (takesBack(undoing, entry)) return { type: 'undone' };
    // What was done and undone again since leaves nothing behind: neither counts.
    const undone = later.filter((one) => takesBack(undoing, one));
    for (const one of undone) gone.add(one);
    if (undone.length > 0 && Number(undoing.detail?.facts?.['downTo']) > entry.seq) gone.add(undoing);
  }
  const touches = touchesOf(entry.detail);
  const by = later.find(
    (one) =>
      !gone.has(one) &&
      one.batch !== entry.batch &&
      (touches === undefined ? !isSignOut(one) : meets(touches, touchesOf(one.detail))),
  );
  return by === undefined ? { type: 'free' } : { type: 'changed', by };
}

/** The end of her sessions changes nothing that could be taken back. */
function isSignOut({ detail }: AuditRecord): boolean {
  return touchesOf(detail)?.size === 0;
}

/** An undoing says which batch it took back, and down to which entry it had come by then. */
function takesBack({ action, seq, detail }: AuditRecord, entry: AuditRecord): boolean {
  const { batch, downTo } = detail?.facts ?? {};
  return (
    action === undoneAction &&
    entry.batch !== undefined &&
    batch === entry.batch &&
    entry.seq < seq &&
    entry.seq >= Number(downTo)
  );
}

/** Undefined where everything was touched, or nobody knows any more what was. */
function touchesOf(detail: AuditDetail | undefined): ReadonlySet<string> | undefined {
  if (detail === undefined || isWhole(detail.before, detail.after) || isWhole(detail.after, detail.before))
    return undefined;
  const { before = {}, after = {} } = detail;
  return new Set([
    ...Object.keys(after.user ?? {}).filter((field) => !counted.has(field)),
    ...[...heldOf(before), ...heldOf(after)].map((one) => `identifier ${placeOf(one)}`),
    ...(['password', 'pin', 'sets'] as const).filter((part) => after[part] !== undefined),
  ]);
}

const counted: ReadonlySet<string> = new Set(['version', 'modifiedAt', 'modifiedBy', 'sessionEpoch']);

function meets(touches: ReadonlySet<string>, others: ReadonlySet<string> | undefined): boolean {
  return others === undefined || [...others].some((one) => touches.has(one));
}
