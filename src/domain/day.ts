import type { Day } from './user.ts';

/** Whatever the time zone, days begin on a whole minute of UTC since 1972. */
const sameDayMs = 60_000;

interface Zone {
  readonly format: Intl.DateTimeFormat;
  minute: number;
  day: Day;
}

const zones = new Map<string, Zone>();

/** The calendar day that a moment falls on in a time zone. Asked several times a request: one answer a minute is kept. */
export function dayIn(timeZone: string, epochMs: number): Day {
  let zone = zones.get(timeZone);
  if (zone === undefined) {
    // en-CA writes YYYY-MM-DD.
    const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    zone = { format, minute: Number.NaN, day: '' };
    zones.set(timeZone, zone);
  }
  const minute = Math.floor(epochMs / sameDayMs);
  if (minute !== zone.minute) {
    zone.day = zone.format.format(epochMs);
    zone.minute = minute;
  }
  return zone.day;
}
