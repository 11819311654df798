// Our messages, without what ends them. Texts here are one character a byte, as in a request.
import type { Terminal } from './terminals.ts';

export type Field = readonly [code: string, bytes: string];

/** What patron status and patron information say of a person. */
export interface PatronTold {
  /** BL: the patron is one of ours. */
  readonly known: boolean;
  /** CQ: she proved it. */
  readonly proven: boolean;
  /** Whether she may not charge, renew, recall and hold. */
  readonly denied: boolean;
  /** Text, not bytes yet; several values are several fields. */
  readonly fields: readonly Field[];
  /** For the screen; empty: nothing to say. */
  readonly screen: string;
}

const [yes, no] = ['Y', 'N'] as const;

export function bit(value: boolean): 'Y' | 'N' {
  return value ? yes : no;
}

/** Fields of any message: fixed part first. An absent value is left out. */
export function message(head: string, fields: readonly (Field | undefined)[]): string {
  return head + fields.map((field) => (field === undefined ? '' : `${field[0]}${field[1]}|`)).join('');
}

/** The fourteen flags: charging, renewing, recalling and holding denied, and nothing else that we know of. */
export function patronFlags(denied: boolean): string {
  return (denied ? 'YYYY' : '    ') + ' '.repeat(10);
}

/** We lend nothing, so there are no counts: four blanks are none. */
export const noCounts = ' '.repeat(6 * 4);

const messagesWeTake: ReadonlySet<number> = new Set([0, 4, 5, 6, 7, 8]);

/** One letter a message of the standard: patron status, status, resend, login, patron information, end of session. */
export const supported = Array.from({ length: 16 }, (_, place) => bit(messagesWeTake.has(place))).join('');

export function institutionId({ institution }: Terminal): string {
  return institution.config.sip2.institutionId ?? institution.config.code;
}

interface Zone {
  readonly format: Intl.DateTimeFormat;
  second: number;
  text: string;
}
const zones = new Map<string, Zone>();

/** `YYYYMMDD    HHMMSS` by the clock on the library's wall: terminals set their own by it. */
export function sipDate(epochMs: number, timeZone: string): string {
  let zone = zones.get(timeZone);
  if (zone === undefined) {
    zone = { format: formatIn(timeZone), second: Number.NaN, text: '' };
    zones.set(timeZone, zone);
  }
  const second = Math.floor(epochMs / 1000);
  if (second !== zone.second) {
    const [day = '', time = ''] = zone.format.format(epochMs).split(', ');
    zone.text = `${day.replaceAll('-', '')}    ${time.replaceAll(':', '')}`;
    zone.second = second;
  }
  return zone.text;
}

function formatIn(timeZone: string): Intl.DateTimeFormat {
  // en-CA writes YYYY-MM-DD.
  return new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
}
