// Messages of SIP2: written, and read without believing anything that was not checked (3M SIP 2.00, "Message formats").
import type { Sip2Options } from './options.ts';

export type Charset = Sip2Options['charset'];

export interface SipMessage {
  readonly code: string;
  /** What stands between the code and the first field. */
  readonly fixed: string;
  readonly fields: readonly (readonly [code: string, value: string])[];
  /** Whether it ended in a sequence number and a checksum; both were right. */
  readonly checked: boolean;
}

/** Characters that would end a field or a message. */
export function breaksMessage(text: string): boolean {
  return /[|\p{Cc}]/u.test(text);
}

/** Undefined when the charset has no letters for the text. */
export function encode(text: string, charset: Charset): Buffer | undefined {
  if (charset === 'utf-8') return Buffer.from(text, 'utf8');
  const last = charset === 'ascii' ? 0x7f : 0xff;
  return Array.from(text).every((character) => (character.codePointAt(0) ?? 0) <= last)
    ? Buffer.from(text, 'latin1')
    : undefined;
}

/** @param sequence the last digit of a count of messages; undefined: neither that nor a checksum is sent */
export function frame(body: Buffer, sequence: number | undefined): Buffer {
  if (sequence === undefined) return Buffer.concat([body, Buffer.from('\r')]);
  const counted = Buffer.concat([body, Buffer.from(`AY${sequence}AZ`)]);
  return Buffer.concat([counted, Buffer.from(`${checksum(counted)}\r`)]);
}

/** The bytes up to and with `AZ`, added up, and the sum's 16-bit two's complement as four hexadecimal digits. */
export function checksum(bytes: Uint8Array): string {
  let sum = 0;
  for (const byte of bytes) sum = (sum + byte) & 0xffff;
  return (-sum & 0xffff).toString(16).toUpperCase().padStart(4, '0');
}

/** How long what stands before the fields is: flags, language, date, counts. */
const fixedLength: Readonly<Record<string, number>> = { '24': 35, '64': 59, '94': 1 };

const trailer = /AY([0-9])AZ([0-9A-Fa-f]{4})$/;

/** @returns a fault, in words, for what is no message or not the answer to `sequence` */
export function readMessage(line: Buffer, charset: Charset, sequence: number | undefined): SipMessage | string {
  const bytes = line.toString('latin1');
  const end = trailer.exec(bytes);
  if (sequence !== undefined && end === null) return 'no checksum';
  if (end !== null) {
    const counted = line.subarray(0, line.length - 4);
    if (checksum(counted) !== end[2]?.toUpperCase()) return 'a wrong checksum';
    if (sequence !== undefined && Number(end[1]) !== sequence) return 'the sequence number of another message';
  }
  const text = decode(line.subarray(0, end?.index ?? line.length), charset);
  if (text === undefined) return `text that is no ${charset}`;
  const code = text.slice(0, 2);
  const length = fixedLength[code];
  if (length === undefined) return /^\d\d$/.test(code) ? `message ${code}` : 'no message';
  const fixed = text.slice(2, 2 + length);
  const fields = readFields(text.slice(2 + length));
  if (fixed.length < length || fields === undefined) return `message ${code}, broken`;
  return { code, fixed, fields, checked: end !== null };
}

function readFields(text: string): SipMessage['fields'] | undefined {
  const parts = text.split('|').filter((part) => part !== '');
  if (!parts.every((part) => /^[A-Z][A-Z0-9]/.test(part))) return undefined;
  return parts.map((part) => [part.slice(0, 2), part.slice(2)] as const);
}

function decode(bytes: Buffer, charset: Charset): string | undefined {
  if (charset === 'latin1') return bytes.toString('latin1');
  if (charset === 'ascii' && bytes.some((byte) => byte > 0x7f)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** `YYYYMMDDZZZZHHMMSS`, in UTC (`   Z`). @param at epoch milliseconds */
export function dateTime(at: number): string {
  const [day = '', time = ''] = new Date(at).toISOString().split('T');
  return `${day.replaceAll('-', '')}   Z${time.slice(0, 8).replaceAll(':', '')}`;
}
