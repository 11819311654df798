// What may stand in a header or in an SMTP command. Anything else is refused before it gets there: a line end in an
// address would be a header, or a recipient, of somebody's own choosing.
import { VestibuleError } from '../domain/errors.ts';

const localMax = 64;
const addressMax = 254;
const headerMax = 255;

/** RFC 5321 section 4.1.2, `Dot-string` only, with the letters of RFC 6531. No quoted local part, no comment, no group. */
const local = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const label = /^[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?$/u;

/** Whether it is one plain address that a letter can go to. */
export function isMailAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  const name = text.slice(0, at);
  const labels = text.slice(at + 1).split('.');
  return (
    at > 0 &&
    Buffer.byteLength(text) <= addressMax &&
    Buffer.byteLength(name) <= localMax &&
    local.test(name) &&
    labels.length > 1 &&
    labels.every((one) => label.test(one))
  );
}

/** @throws VestibuleError VST_REQUEST_MALFORMED */
export function mailAddress(text: string): string {
  if (!isMailAddress(text)) throw new VestibuleError('VST_REQUEST_MALFORMED', 'That is no address a letter can go to.');
  return text;
}

/** One line of a header: a name or a subject. @throws VestibuleError VST_REQUEST_MALFORMED */
export function headerText(text: string): string {
  const isOneLine = text.isWellFormed() && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text);
  if (!isOneLine || text.length > headerMax) {
    throw new VestibuleError('VST_REQUEST_MALFORMED', 'That is no line of a header.');
  }
  return text;
}
