// Invitations for everybody whom a file names: row by row, in the same memory whatever its length. Run again after it was
// stopped, it goes on with those who have none.
import { dayIn } from '../../domain/day.ts';
import { VestibuleError } from '../../domain/errors.ts';
import { faultOf, type RowFault, rejected } from '../bulk/row-fault.ts';
import { type Cells, tableColumns } from '../bulk/table-columns.ts';
import type { Caller } from '../deps.ts';
import { authorize } from '../permissions.ts';
import type { RawRecord } from '../reading/broken-file.ts';
import { eachRecord, type FileEnd, tableRows } from '../reading/file-records.ts';
import type { Rejection } from '../rejection.ts';
import type { InvitationDeps } from './deps.ts';
import { wantedProfile } from './invitee.ts';
import { sendInvitation } from './send.ts';

export interface InvitationCounts {
  readonly rows: number;
  readonly sent: number;
  /** Those who have an invitation that is still good, or such an identifier already. */
  readonly standing: number;
  readonly rejected: number;
}

export interface SendManyOptions {
  readonly onRejected?: ((rejection: Rejection) => void | Promise<void>) | undefined;
  readonly onProgress?: ((progress: InvitationCounts & { readonly bytes: number }) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export type SendManyEnd = FileEnd | { readonly type: 'busy' };

/**
 * @param request `source`: a CSV file with a column `user`, and `profile` where it is not the one given for all
 * @throws VestibuleError VST_NOT_ALLOWED, VST_PROFILE_UNKNOWN for the profile given for all, VST_CONFIG_INVALID where
 *   there is no mail; of the store: what `onProgress` told last is done
 */
export async function sendInvitations(
  deps: InvitationDeps,
  caller: Caller,
  request: { readonly source: AsyncIterable<Uint8Array>; readonly profile?: string | undefined },
  { onRejected, onProgress, signal }: SendManyOptions = {},
): Promise<InvitationCounts & { readonly end: SendManyEnd }> {
  const { institution, clock } = deps.directory;
  const today = dayIn(institution.timeZone, clock.now());
  for (const action of ['run-bulk-work', 'invite-users'] as const) authorize(caller, action, institution.code, today);
  if (request.profile !== undefined) wantedProfile(deps, request.profile);
  const bytes = { count: 0 };
  const counts = { rows: 0, sent: 0, standing: 0, rejected: 0 };
  let isBusy = false;
  const columns = tableColumns(['user'], ['profile']);
  const end = await eachRecord(tableRows(request.source, columns, bytes), async (raw) => {
    if (signal?.aborted === true) return 'stop';
    const outcome = await rowDone(raw);
    if (outcome === 'busy') {
      isBusy = true;
      return 'stop';
    }
    counts.rows++;
    if (typeof outcome === 'string') counts[outcome]++;
    else {
      counts.rejected++;
      await onRejected?.(rejected(raw, cellsOf(raw)['user'] ?? '', outcome));
    }
    onProgress?.({ ...counts, bytes: bytes.count });
    return 'go on';
  });
  return { ...counts, end: isBusy ? { type: 'busy' } : end };

  async function rowDone(raw: RawRecord): Promise<'sent' | 'standing' | 'busy' | RowFault> {
    if (raw.fault !== undefined) return { code: 'malformed', reason: `The row ${raw.fault}.` };
    const { user = '', profile = '' } = cellsOf(raw);
    const wanted = profile === '' ? request.profile : profile;
    if (user === '') return { code: 'field-missing', reason: '"user" must be given.' };
    if (wanted === undefined) return { code: 'field-missing', reason: '"profile" must be given, here or for all.' };
    try {
      const outcome = await sendInvitation(deps, caller, { user, profile: wanted, onlyNew: true });
      return outcome.type === 'refused' ? { code: outcome.code, reason: outcome.message } : outcome.type;
    } catch (error) {
      if (error instanceof VestibuleError && error.code === 'VST_BUSY') return 'busy';
      if (error instanceof VestibuleError && error.code === 'VST_PROFILE_UNKNOWN')
        return { code: 'value-invalid', reason: `${error.message}.` };
      return faultOf(error);
    }
  }
}

const cellsOf = ({ value }: RawRecord) => (value ?? {}) as Cells;
