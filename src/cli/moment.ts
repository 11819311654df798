// Moments as people write them.

const formats = new Map<string, Intl.DateTimeFormat>();

/** `2026-11-22 21:08 CET`: by the minute, in a time zone. What is no moment stays as it is. */
export function momentIn(timeZone: string, moment: number | string): string {
  const epochMs = typeof moment === 'number' ? moment : Date.parse(moment);
  if (Number.isNaN(epochMs)) return String(moment);
  const part = new Map(formatOf(timeZone).map(({ type, value }) => [type, value]));
  const [year, month, day, hour, minute, zone] = kinds.map((kind) => part.get(kind) ?? '');
  return `${year}-${month}-${day} ${hour}:${minute} ${zone}`;

  function formatOf(name: string): Intl.DateTimeFormatPart[] {
    const format = formats.get(name) ?? new Intl.DateTimeFormat('en-GB', { timeZone: name, ...shape });
    formats.set(name, format);
    return format.formatToParts(epochMs);
  }
}

const kinds = ['year', 'month', 'day', 'hour', 'minute', 'timeZoneName'] as const;
const shape = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'short',
} as const;
