// What the form asks, and what she wrote into it: read field by field, each fault with its field.
import type { Request } from 'express';
import type { LoginProfile } from '../../../config/schema.ts';
import { day, line } from '../../directory/input-fields.ts';
import type { Settings } from '../../directory/settings/schema.ts';
import { VestibuleError } from '../../domain/errors.ts';
import type { Day } from '../../domain/user.ts';
import { isMailAddress } from '../../mail/address.ts';

type Configured<Profile> = Profile extends { readonly registration?: infer Registration | undefined }
  ? Registration
  : never;
export type ProfileRegistration = NonNullable<Configured<LoginProfile>>;

export const formFields = [
  'given_name',
  'family_name',
  'email',
  'birth_date',
  'phone',
  'street',
  'postal_code',
  'city',
  'country',
  'language',
  'terms',
] as const;
export type FormField = (typeof formFields)[number];
export type FormValues = Partial<Record<FormField, string>>;

export interface FormProblem {
  readonly field: FormField;
  readonly why: 'missing' | 'invalid';
}

/** Which fields there are, in their order, and whether each must be filled in. */
export type AskedFields = ReadonlyMap<FormField, 'optional' | 'required'>;

/** @param settings what the library asks of every new record is asked here too, where the form can */
export function askedFields(
  { fields, terms }: ProfileRegistration,
  { mandatory }: Pick<Settings, 'mandatory'>,
): AskedFields {
  const asks = (...names: Settings['mandatory']['public']) => names.some((name) => mandatory.public.includes(name));
  const wish = (asked: 'no' | 'optional' | 'required', isMandatory: boolean) => (isMandatory ? 'required' : asked);
  const address = wish(fields.address, asks('address', 'address.city', 'address.postalCode', 'address.country'));
  const wanted = {
    given_name: wish(fields.given_name, asks('name.first')),
    family_name: 'required',
    email: 'required',
    birth_date: wish(fields.birth_date, asks('birthDate')),
    phone: wish(fields.phone, asks('phone')),
    street: address,
    postal_code: address === 'required' && !asks('address.postalCode') ? 'optional' : address,
    city: address,
    country: asks('address.country') ? 'required' : address === 'no' ? 'no' : 'optional',
    language: wish(fields.language, asks('preferredLanguage')),
    terms: terms === undefined ? 'no' : 'required',
  } as const satisfies Record<FormField, 'no' | 'optional' | 'required'>;
  return new Map(
    formFields.flatMap((field) => {
      const asked = wanted[field];
      return asked === 'no' ? [] : [[field, asked] as const];
    }),
  );
}

/** Characters that are read of a field at all. */
const fieldMax = 2000;

export interface ReadForm {
  readonly values: FormValues;
  readonly problems: readonly FormProblem[];
}

/** @param languages that may be chosen @throws VestibuleError VST_REQUEST_MALFORMED, VST_REQUEST_TOO_LARGE */
export function readForm(req: Request, asked: AskedFields, languages: readonly string[], today: Day): ReadForm {
  const values: FormValues = {};
  const problems: FormProblem[] = [];
  for (const [field, how] of asked) {
    const value = typed(req, field);
    if (value === '') {
      if (how === 'required') problems.push({ field, why: 'missing' });
      continue;
    }
    values[field] = value;
    if (!isFit(field, value, languages, today)) problems.push({ field, why: 'invalid' });
  }
  // Half an address reaches nobody.
  const isPartial = values.street === undefined && (values.city ?? values.postal_code ?? values.country) !== undefined;
  if (isPartial && !problems.some(({ field }) => field === 'street'))
    problems.push({ field: 'street', why: 'missing' });
  return { values, problems };
}

function typed(req: Request, field: FormField): string {
  const body = (req.body ?? {}) as Record<string, unknown>;
  const value = Object.hasOwn(body, field) ? body[field] : '';
  if (typeof value !== 'string') throw new VestibuleError('VST_REQUEST_MALFORMED', `The field "${field}" is repeated.`);
  if (value.length > fieldMax) throw new VestibuleError('VST_REQUEST_TOO_LARGE', `The field "${field}" is too long.`);
  return value.normalize('NFC').trim();
}

function isFit(field: FormField, value: string, languages: readonly string[], today: Day): boolean {
  switch (field) {
    case 'email':
      return isMailAddress(value);
    case 'birth_date':
      return day.safeParse(value).success && value > '1880-01-01' && value < today;
    case 'phone':
      return /^\+?[0-9][0-9 ()/.-]{2,39}$/.test(value);
    case 'language':
      return languages.includes(value);
    case 'terms':
      return value === 'yes';
    default:
      return line(field === 'postal_code' ? 20 : 200).safeParse(value).success && !/[<>{}]|https?:/i.test(value);
  }
}
