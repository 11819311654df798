import type { Day } from './user.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day that a moment falls on in a time zone. */
export function dayIn(timeZone: string, epochMs: number): Day {
  let format = formats.get(timeZone);
  if (format === undefined) {
    // en-CA writes YYYY-MM-DD; making a formatter is slow, using one is not.
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(timeZone, format);
  }
  return format.format(epochMs);
}
