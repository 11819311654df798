// A trace by its code: read under the permission for it, and written down as read.
import type { InstitutionConfig } from '../../config/schema.ts';
import type { AppParts } from '../app.ts';
import { directoryOf } from '../directories.ts';
import { readTrace } from '../directory/audit/read-trace.ts';
import { VestibuleError } from '../domain/errors.ts';
import type { Trace } from '../domain/resolution.ts';
import { callerOf } from './with-directory.ts';

/**
 * @param as a user of the institution that the trace belongs to; undefined: the operator
 * @throws VestibuleError VST_NOT_ALLOWED, VST_USER_UNKNOWN; VST_INSTITUTION_UNKNOWN when the trace's is not configured
 */
export async function traceFor(
  parts: AppParts,
  institutions: readonly InstitutionConfig[],
  code: string,
  as: string | undefined,
): Promise<Trace | undefined> {
  const { journal } = parts.store;
  const found = await journal.anyTrace(code);
  if (found === undefined) return undefined;
  const institution = institutions.find(({ slug }) => slug === found.institution);
  if (institution === undefined)
    throw new VestibuleError(
      'VST_INSTITUTION_UNKNOWN',
      `The trace is of "${found.institution}", which is not configured`,
    );
  const directory = directoryOf(parts, institution);
  return readTrace({ ...directory, journal }, await callerOf(directory, as), code);
}
