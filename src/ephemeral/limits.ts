// What may be a record, the same on every engine.
import { VestibuleError } from '../domain/errors.ts';

export const keyBytesMax = 512;
export const valueBytesMax = 1_048_576;

const spacePattern = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * Whether a record of this name can stand at all. Keys come from outside (a code, a ticket): one that cannot stand is
 * not found, like any other wrong one.
 */
export function isPossibleName(space: string, key: string): boolean {
  return spacePattern.test(space) && isStorable(key) && key !== '' && Buffer.byteLength(key) <= keyBytesMax;
}

/** @throws VestibuleError VST_REQUEST_MALFORMED, VST_REQUEST_TOO_LARGE when the record cannot be written */
export function checkRecord(space: string, key: string, value: string): void {
  if (!isPossibleName(space, key)) {
    throw new VestibuleError(
      'VST_REQUEST_MALFORMED',
      'The key of a short-lived record is empty, too long or not text',
      {
        space,
        bytes: Buffer.byteLength(key),
      },
    );
  }
  if (!isStorable(value)) {
    throw new VestibuleError('VST_REQUEST_MALFORMED', 'The value of a short-lived record is not text', { space });
  }
  const bytes = Buffer.byteLength(value);
  if (bytes > valueBytesMax) {
    throw new VestibuleError('VST_REQUEST_TOO_LARGE', 'The value of a short-lived record is too long', {
      space,
      bytes,
    });
  }
}

/** A time to live in whole milliseconds. Zero or less is a record that is over at once, and not a fault. */
export function ttlMs(seconds: number): number {
  if (!Number.isFinite(seconds) || seconds > 10 * 366 * 86_400) {
    throw new VestibuleError('VST_INTERNAL', 'A time to live is not a number of seconds', { seconds });
  }
  return Math.max(1, Math.ceil(seconds * 1000));
}

export function checkCount(by: number): void {
  if (!Number.isSafeInteger(by)) throw new VestibuleError('VST_INTERNAL', 'A count is not a whole number', { by });
}

// A NUL ends text in some engines, and a lone surrogate becomes U+FFFD in UTF-8: two keys would be one.
function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}
