// The small fields that a user in an import file is made of.
import { z } from 'zod';
import { codePointCount, lineFault, textFault } from './characters.ts';
import { trimBlanks } from './folding.ts';
import { parsePasswordHash } from './passwords/parse-hash.ts';

/** Text of at most `max` characters, trimmed. `faultOf` gives the end of a sentence. */
function checkedText(
  max: number,
  faultOf: (text: string) => string | undefined,
  params: Readonly<Record<string, unknown>> = {},
) {
  const fault = (text: string) =>
    text.length > max && codePointCount(text) > max ? `is longer than ${max} characters` : faultOf(text);
  return z
    .string()
    .overwrite(trimBlanks)
    .refine((text) => fault(text) === undefined, {
      error: ({ input }) => (typeof input === 'string' ? `This ${fault(input)}.` : undefined),
      params,
    });
}

export const line = (max: number) => checkedText(max, lineFault);
export const text = (max: number) => checkedText(max, textFault);

/** A field that need not be given; given empty, it is as if it were not. */
export const maybe = <Field extends z.ZodType<string>>(field: Field) =>
  field.optional().transform((text): string | undefined => (text === '' ? undefined : text));

/** A line that must say something. */
export const filledLine = (max: number) => checkedText(max, (text) => (text === '' ? 'is empty' : lineFault(text)));

/** A value that is checked later, with its type. Bounded, so that no pattern ever sees more. */
export const rawValue = z.string().max(10_000).overwrite(trimBlanks);

/** `YYYY-MM-DD`, a day that the calendar has. Empty stands for none. */
export const day = checkedText(
  20,
  (text) => (text === '' || isDay(text) ? undefined : 'is not a day of the calendar, written as 2028-09-30'),
  { code: 'date-invalid' },
);

const daysOfMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDay(text: string): boolean {
  const [, year, month, dayOfMonth] = (/^([1-9]\d{3})-(\d{2})-(\d{2})$/.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined || dayOfMonth === undefined) return false;
  const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const isDayOfMonth = dayOfMonth >= 1 && dayOfMonth <= (daysOfMonth[month - 1] ?? 0);
  return isDayOfMonth && (isLeapYear || month !== 2 || dayOfMonth <= 28);
}

/** A moment as ISO 8601 writes it, with its offset from UTC. */
export const moment = z.iso.datetime({ offset: true });

export const emailAddress = checkedText(320, (text) =>
  /^[^\s@]+@[^\s@]+$/u.test(text) ? lineFault(text) : 'is not an email address',
);

const noHash =
  'This must be a hash whose form and cost are known: argon2id, bcrypt, PBKDF2, {SSHA…}, or one with {KOHA}, {FOLIO} or {EVERGREEN} before it.';

/** Ours or another system's, as the text that is kept of it; see `parse-hash.ts`. Messages never repeat it. */
export const passwordHash = z
  .union([z.string(), z.strictObject({ hash: z.string(), salt: z.string() })], { error: noHash })
  .transform((given, context) => {
    const kept = parsePasswordHash(given);
    if (kept !== undefined) return kept;
    context.addIssue({ code: 'custom', message: noHash });
    return z.NEVER;
  });

export const segment = z.enum(['internal', 'external']);
export const activity = z.enum(['active', 'inactive']);
