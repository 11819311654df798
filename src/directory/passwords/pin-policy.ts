// Which PINs may be set. They are short, so the ones that anybody would try with somebody's card in hand are refused.
import type { UserRecord } from '../../domain/ports/changes.ts';
import { isRun } from './guessable.ts';

/** `form`: not 4 to 12 digits. `birth-date`: the user's, or its year. `identifier`: one begins or ends with it. */
export type PinFault = 'form' | 'one-digit' | 'run' | 'birth-date' | 'identifier';

const digits = /^[0-9]{4,12}$/;

export function pinFault(
  pin: string,
  { user, identifiers }: Pick<UserRecord, 'user' | 'identifiers'>,
): PinFault | undefined {
  if (!digits.test(pin)) return 'form';
  if (new Set(pin).size === 1) return 'one-digit';
  if (isRun(pin)) return 'run';
  if (user.birthDate !== undefined && datePins(user.birthDate).has(pin)) return 'birth-date';
  const numbers = identifiers.map(({ value }) => value.replaceAll(/\D/g, ''));
  return numbers.some((number) => number.startsWith(pin) || number.endsWith(pin)) ? 'identifier' : undefined;
}

/** @param day `YYYY-MM-DD` @returns every usual way to write it, or parts of it, in digits */
function datePins(day: string): ReadonlySet<string> {
  const [year = '', month = '', date = ''] = day.split('-');
  const short = year.slice(-2);
  const years = [year, short].flatMap((y) => [
    [date, month, y],
    [month, date, y],
    [y, month, date],
    [y, date, month],
    [month, y],
    [y, month],
    [date, y],
    [y, date],
  ]);
  return new Set([[year], [date, month], [month, date], ...years].map((parts) => parts.join('')));
}
