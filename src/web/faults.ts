// Whatever a handler threw, as one of our codes.
import { VestibuleError } from '../domain/errors.ts';

/** Express and its body parsers throw plain errors that carry a status or a type. */
interface HttpFault {
  readonly type?: unknown;
  readonly status?: unknown;
}

export function asVestibuleError(error: unknown): VestibuleError {
  if (error instanceof VestibuleError) return error;
  const { type, status } = (typeof error === 'object' && error !== null ? error : {}) as HttpFault;
  if (type === 'entity.too.large' || type === 'parameters.too.many' || status === 413) {
    return new VestibuleError('VST_REQUEST_TOO_LARGE', 'The request is larger than anything this address takes.');
  }
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new VestibuleError('VST_REQUEST_MALFORMED', 'The request cannot be read.', {}, { cause: error });
  }
  const message = error instanceof Error ? error.message : 'Something that is no error was thrown.';
  return new VestibuleError('VST_INTERNAL', message, {}, { cause: error });
}
