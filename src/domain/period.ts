// A length of time as ISO 8601 writes it, in whole years, months and days: `P1Y`, `P6M`, `P90D`.
import type { Day } from './user.ts';

const shape = /^P(?=\d)(?:(\d{1,2})Y)?(?:(\d{1,3})M)?(?:(\d{1,4})D)?$/;
const dayMs = 86_400_000;

/** @returns what is wrong with it; undefined for one that is longer than nothing */
export function periodFault(text: string): string | undefined {
  const [, ...parts] = shape.exec(text) ?? [];
  return parts.some((part) => Number(part) > 0) ? undefined : 'is no length of time such as P1Y';
}

/** The day so long after another. A month that has no such day ends it: a month after January 31 is the last of February. */
export function dayAfter(day: Day, period: string): Day {
  const [, years = '0', months = '0', days = '0'] = shape.exec(period) ?? [];
  const [year = 0, month = 0, dayOfMonth = 0] = day.split('-').map(Number);
  const monthsOn = year * 12 + (month - 1) + Number(years) * 12 + Number(months);
  const [toYear, toMonth] = [Math.floor(monthsOn / 12), monthsOn % 12];
  const lastOfMonth = new Date(Date.UTC(toYear, toMonth + 1, 0)).getUTCDate();
  const at = Date.UTC(toYear, toMonth, Math.min(dayOfMonth, lastOfMonth)) + Number(days) * dayMs;
  return new Date(at).toISOString().slice(0, 10);
}

/** Days from one to another; less than nothing where the other is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
}
