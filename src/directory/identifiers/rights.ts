// What the caller may do beside the operation itself, asked once before its change is decided.
import { dayIn } from '../../domain/day.ts';
import type { Caller, Directory } from '../deps.ts';
import { type Action, authorize, isAllowed } from '../permissions.ts';

export interface Rights {
  /** Types hidden from staff are hers to see and change. */
  readonly isOperator: boolean;
  /** Whether she is told with whom a value collides. */
  readonly seesHolder: boolean;
  /** Whether she may change what another system manages. */
  readonly editsLocked: boolean;
}

/** @throws VestibuleError VST_NOT_ALLOWED */
export function rightsOf({ institution, clock }: Directory, caller: Caller, ...needed: readonly Action[]): Rights {
  const today = dayIn(institution.timeZone, clock.now());
  for (const action of needed) authorize(caller, action, institution.code, today);
  return {
    isOperator: caller.grants === 'operator',
    seesHolder: isAllowed(caller, 'see-holder', institution.code, today),
    editsLocked: isAllowed(caller, 'edit-locked-fields', institution.code, today),
  };
}
