// From the protocol's errors to the catalogue's codes, where there is no application to send the person back to.
import { type ErrorCode, VestibuleError } from '../../domain/errors.ts';
import type { DoorFault } from './deps.ts';

/** What the provider says of an error: RFC 6749 section 4.1.2.1. */
interface ProtocolError {
  readonly error: string;
  readonly error_description?: string | undefined;
}

export function faultOf({ error, error_description: description }: ProtocolError, thrown: unknown): DoorFault {
  if (thrown instanceof VestibuleError) return { status: thrown.status, code: thrown.code, description: undefined };
  const { status, code } = meaningOf(error, thrown);
  return { status, code, description: description === undefined ? error : `${error}: ${description}` };
}

function meaningOf(error: string, thrown: unknown): { status: number; code: ErrorCode } {
  if (error === 'server_error') return { status: 500, code: 'VST_INTERNAL' };
  if (thrown instanceof Error && thrown.name === 'SessionNotFound') return { status: 400, code: 'VST_ATTEMPT_EXPIRED' };
  return { status: 400, code: 'VST_REQUEST_MALFORMED' };
}
