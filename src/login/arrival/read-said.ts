// From an assertion to what it says of the person's record, by the configuration of the profile. A value that no record can
// hold is passed over, and the trace says so. Pure.
import type { LoginProfile } from '../../../config/schema.ts';
import { emailAddress, filledLine } from '../../directory/input-fields.ts';
import type { SaidExpiry, SaidIdentifier, SaidOfUser } from '../../directory/management/said-of-user.ts';
import type { Assertion } from '../../domain/assertion.ts';
import { dayAfter, daysBetween } from '../../domain/period.ts';
import type { TraceStep } from '../../domain/resolution.ts';
import type { Day } from '../../domain/user.ts';
import { isMailAddress } from '../../mail/address.ts';
import { readDay } from './read-day.ts';

export type ProfileUpdates = NonNullable<LoginProfile['updates']>;

export interface Today {
  readonly timeZone: string;
  readonly today: Day;
}

/** Of one field no more are taken over. */
const valuesMax = 10;

export interface ReadSaid {
  readonly said: SaidOfUser;
  readonly steps: readonly TraceStep[];
}

export function readSaid(
  updates: ProfileUpdates,
  verifiesEmail: boolean,
  assertion: Assertion,
  { timeZone, today }: Today,
): ReadSaid {
  const steps: TraceStep[] = [];
  const { fields } = updates;
  const raw = (attribute: string): readonly string[] =>
    Object.hasOwn(assertion.attributes, attribute) ? (assertion.attributes[attribute] ?? []) : [];
  const passed = (field: string, detail: string): undefined => {
    steps.push({ type: 'record', act: 'update', outcome: 'refused', detail: `${field}: ${detail}` });
    return undefined;
  };

  /** The values that can stand in a record, each once. */
  function texts(field: string, attribute: string, isFit: (text: string) => boolean): readonly string[] {
    const given = [...new Set(raw(attribute).map((text) => text.trim()))].filter((text) => text !== '');
    const fit = given.slice(0, valuesMax).filter(isFit);
    if (fit.length < given.length) passed(field, `${given.length - fit.length} of ${attribute} cannot stand there`);
    return fit;
  }

  /** Of several it cannot be told which is meant. */
  function text(field: string, from: { readonly attribute: string } | undefined, isFit: (text: string) => boolean) {
    if (from === undefined) return undefined;
    const [one, ...others] = texts(field, from.attribute, isFit);
    return others.length === 0 ? one : passed(field, `${from.attribute} has several values`);
  }

  function list(field: string, from: { readonly attribute: string } | undefined, isFit: (text: string) => boolean) {
    const all = from === undefined ? [] : texts(field, from.attribute, isFit);
    return all.length === 0 ? undefined : all;
  }

  function group(): string | undefined {
    const from = fields.user_group;
    if (from === undefined) return undefined;
    const given = raw(from.attribute);
    const found = from.values.find(({ is }) => given.includes(is));
    if (found === undefined && given.length > 0)
      passed('user_group', `no value of ${from.attribute} stands for a group`);
    return found?.group;
  }

  function expiry(): SaidExpiry | undefined {
    const from = fields.expiry_date;
    if (from === undefined) return undefined;
    if ('after' in from) {
      const day = dayAfter(today, from.after);
      return { day, gainsMoreThan: Math.floor(daysBetween(today, day) / 10) };
    }
    const written = text('expiry_date', from, isLine(100));
    if (written === undefined) return undefined;
    const day = readDay(written, from.form, timeZone);
    return day === undefined ? passed('expiry_date', `${from.attribute} is no day written as "${from.form}"`) : { day };
  }

  const identifiers = Object.entries(updates.identifiers ?? {}).flatMap(([type, from]): readonly SaidIdentifier[] => {
    const value = text(type, from, isLine(255));
    return value === undefined ? [] : [{ type, value }];
  });
  const said: SaidOfUser = {
    system: updates.system,
    first: text('given_name', fields.given_name, isLine(255)),
    last: text('family_name', fields.family_name, isLine(255)),
    emails: list('email', fields.email, (one) => isMailAddress(one) && emailAddress.safeParse(one).success),
    provesEmails: verifiesEmail,
    phones: list('phone', fields.phone, isLine(100)),
    userGroup: group(),
    expiry: expiry(),
    preferredLanguage: text('language', fields.language, (tag) => /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}$/.test(tag)),
    identifiers,
  };
  return { said, steps };
}

const isLine = (max: number) => (text: string) => filledLine(max).safeParse(text).success;
