// A calendar day as another system writes it.
import { day as dayField } from '../../directory/input-fields.ts';
import { dayIn } from '../../domain/day.ts';
import type { Day } from '../../domain/user.ts';

export type DateForm = 'iso' | 'compact' | 'dotted' | 'slashed' | 'seconds';

/** With a time behind it, the day is the one that is written: systems mean the day, and write midnight for it. */
const forms: Readonly<Record<Exclude<DateForm, 'seconds'>, RegExp>> = {
  iso: /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:T[\d:.,]{2,20}(?:Z|[+-]\d{2}:?\d{2})?)?$/,
  compact: /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})(?:\d{2,6}(?:[.,]\d+)?(?:Z|[+-]\d{4}))?$/,
  dotted: /^(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4})$/,
  slashed: /^(?<month>\d{1,2})\/(?<day>\d{1,2})\/(?<year>\d{4})$/,
};

/** @returns undefined for what is no day of the calendar in that form */
export function readDay(text: string, form: DateForm, timeZone: string): Day | undefined {
  if (form === 'seconds') {
    return /^\d{1,11}$/.test(text) ? checked(dayIn(timeZone, Number(text) * 1000)) : undefined;
  }
  const { year, month = '', day = '' } = forms[form].exec(text)?.groups ?? {};
  return year === undefined ? undefined : checked(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
}

function checked(day: string): Day | undefined {
  return dayField.safeParse(day).success && day !== '' ? day : undefined;
}
