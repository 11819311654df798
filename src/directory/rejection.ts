import { primaryType } from '../domain/identifier.ts';
import type { UserDraft, Users } from '../domain/ports/users.ts';
import type { Fault, FaultCode } from './fault.ts';
import type { UserInput } from './user-input.ts';

/** A record as it was read: who she is, or what is wrong. */
export type BatchRecord = {
  readonly number: number;
  readonly line: number;
  readonly primaryIdentifier: string | undefined;
  readonly isPartial: boolean;
} & ({ readonly input: UserInput } | { readonly faults: readonly Fault[] });

/** A record that was not taken. */
export interface Rejection {
  readonly record: number;
  readonly line: number;
  readonly primaryIdentifier: string | undefined;
  /** Of the first fault. */
  readonly code: FaultCode;
  /** Every fault, in plain sentences. */
  readonly reason: string;
}

export function rejection(record: BatchRecord, faults: readonly Fault[]): Rejection {
  const { number, line, primaryIdentifier } = record;
  const reason = faults.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join(' ');
  return { record: number, line, primaryIdentifier, code: faults[0]?.code ?? 'malformed', reason };
}

/** A value is held by somebody else: says by whom, as staff know her. */
export async function takenRejection(
  record: BatchRecord,
  draft: UserDraft,
  outcome: { readonly scope: string; readonly key: string; readonly by: string | undefined } | undefined,
  { institution, users }: { readonly institution: string; readonly users: Users },
): Promise<Rejection> {
  const taken = draft.identifiers.find(({ scope, key }) => scope === outcome?.scope && key === outcome.key);
  const what = taken === undefined ? 'A value' : nameOf(taken.type);
  const holder = outcome?.by === undefined ? undefined : await users.summary(institution, outcome.by);
  const who =
    outcome?.by === undefined
      ? 'this or another record'
      : `the user ${holder === undefined ? '' : `${JSON.stringify(holder.primaryIdentifier)} `}(id ${outcome.by})`;
  return rejection(record, [{ path: '', code: 'taken', message: `${what} belongs to ${who} already.` }]);
}

function nameOf(type: string): string {
  return type === primaryType ? 'The primary identifier' : `The ${type} value`;
}
