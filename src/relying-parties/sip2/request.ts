// What a terminal sent, read without believing anything. All text here is one character a byte: which characters the
// bytes are is known only when the terminal is.
import { unseal } from './checksum.ts';

export interface SipRequest {
  /** Two digits. */
  readonly code: string;
  /** What stands between the code and the first field. */
  readonly fixed: string;
  readonly fields: ReadonlyMap<string, string>;
  /** The answer carries the same, and then a checksum as well. */
  readonly sequence: string | undefined;
}

export type ReadRequest =
  | { readonly type: 'request'; readonly request: SipRequest }
  /** It came as it was sent, and is no message: too short, no fields, or a field that decides stands there twice. */
  | { readonly type: 'malformed'; readonly code: string; readonly sequence: string | undefined }
  /** It did not come as it was sent: to be sent again. */
  | { readonly type: 'garbled' };

/** How long what stands before the fields is: flags, language, dates. */
const fixedLengths: Readonly<Record<string, number>> = {
  '01': 19,
  '09': 37,
  '11': 38,
  '15': 19,
  '17': 18,
  '19': 18,
  '23': 21,
  '25': 18,
  '29': 38,
  '35': 18,
  '37': 25,
  '63': 31,
  '65': 18,
  '93': 2,
  '97': 0,
  '99': 8,
};

/** Characters below the blank, and DEL. */
function hasControls(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

export function readRequest(line: Buffer): ReadRequest {
  const text = line.toString('latin1');
  if (hasControls(text)) return { type: 'garbled' };
  const unsealed = unseal(text);
  if (unsealed === undefined) return { type: 'garbled' };
  const { body, sequence } = unsealed;
  const code = body.slice(0, 2);
  const length = fixedLengths[code];
  if (length === undefined) return /^\d\d$/.test(code) ? { type: 'malformed', code, sequence } : { type: 'garbled' };
  const start = startOfFields(body, 2 + length);
  const fixed = body.slice(2, start).padEnd(length);
  const fields = readFields(body.slice(start));
  if (body.length < start || fields === undefined) return { type: 'malformed', code, sequence };
  // What is left of a trailer that is none.
  if (fields.has('AY') || fields.has('AZ')) return { type: 'garbled' };
  return { type: 'request', request: { code, fixed, fields, sequence } };
}

/** Some clients write dates without leading zeros. Nothing that is fixed has the letters of the first field in it. */
function startOfFields(body: string, due: number): number {
  const institution = body.indexOf('AO', 2);
  return institution === -1 ? due : Math.min(due, institution);
}

/** Undefined where a part is no field, or a field stands there twice: which one counts would be a guess. */
function readFields(text: string): ReadonlyMap<string, string> | undefined {
  const fields = new Map<string, string>();
  for (const part of text.split('|')) {
    if (part === '') continue;
    const code = part.slice(0, 2);
    if (!/^[A-Z][A-Z0-9]$/.test(code) || fields.has(code)) return undefined;
    fields.set(code, part.slice(2));
  }
  return fields;
}
