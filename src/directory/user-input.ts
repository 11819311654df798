// A user as people write her in an import file. A field that is not given is left as it is in the stored record; `null`
// or an empty text clears it. Strict: an unknown field is a fault.
import { z } from 'zod';
import { almaToInput, isAlmaRecord } from './alma-input.ts';
import { type Fault, faultsOf } from './fault.ts';
import {
  activity,
  day,
  emailAddress,
  filledLine,
  line,
  maybe,
  moment,
  passwordHash,
  rawValue,
  segment,
  text,
} from './input-fields.ts';

const listMax = 100;
const list = <Item extends z.ZodType>(item: Item) => z.array(item).max(listMax).nullish();
const types = z.array(filledLine(60)).max(10).default([]);
const preferred = z.boolean().default(false);

const name = z.strictObject({
  first: line(255).nullish(),
  middle: line(255).nullish(),
  last: line(255).nullish(),
  preferredFirst: line(255).nullish(),
  preferredMiddle: line(255).nullish(),
  preferredLast: line(255).nullish(),
  preferredSuffix: line(255).nullish(),
  title: line(255).nullish(),
});

const identifier = z.strictObject({
  type: z.string().min(1).max(100),
  value: rawValue,
  status: activity.default('active'),
  segment: segment.optional(),
  note: maybe(text(2000)),
});

const email = z.strictObject({
  address: emailAddress,
  types,
  preferred,
  segment: segment.optional(),
  description: maybe(line(255)),
});

const phone = z.strictObject({
  number: filledLine(100),
  types,
  preferred,
  preferredSms: z.boolean().default(false),
  segment: segment.optional(),
});

const address = z.strictObject({
  lines: z.array(line(255)).min(1).max(5),
  city: maybe(line(255)),
  stateProvince: maybe(line(255)),
  postalCode: maybe(line(255)),
  country: maybe(line(255)),
  note: maybe(text(1000)),
  startDate: maybe(day),
  endDate: maybe(day),
  types,
  preferred,
  segment: segment.optional(),
});

const role = z.strictObject({
  role: filledLine(100),
  scope: filledLine(100),
  status: activity.default('active'),
  expiryDate: maybe(day),
  parameters: z.record(z.string().min(1).max(100), line(255)).optional(),
});

const block = z.strictObject({
  type: filledLine(100),
  description: filledLine(255),
  status: activity.default('active'),
  note: maybe(text(2000)),
  expiryDate: maybe(day),
  createdBy: maybe(line(255)),
  createdAt: moment.optional(),
});

const note = z.strictObject({
  type: filledLine(100),
  text: text(2000),
  viewableByUser: z.boolean().default(false),
  popup: z.boolean().default(false),
  segment: segment.optional(),
  createdBy: maybe(line(255)),
  createdAt: moment.optional(),
});

const statistic = z.strictObject({
  category: filledLine(100),
  type: maybe(line(100)),
  note: maybe(text(2000)),
  segment: segment.optional(),
});

/** Who set the lock and when are filled in where the file does not say. */
const signInLock = z.strictObject({ at: moment.optional(), by: maybe(line(255)), reason: maybe(line(500)) });

export const userInput = z.strictObject({
  primaryIdentifier: rawValue,
  recordType: z.enum(['public', 'staff', 'contact']).optional(),
  accountType: z.enum(['internal', 'external']).optional(),
  status: activity.optional(),
  owningSystem: line(100).nullish(),
  name: name.optional(),
  userGroup: line(100).nullish(),
  preferredLanguage: line(35).nullish(),
  gender: line(100).nullish(),
  birthDate: day.nullish(),
  expiryDate: day.nullish(),
  purgeDate: day.nullish(),
  statusDate: day.nullish(),
  jobCategory: line(255).nullish(),
  jobDescription: line(1000).nullish(),
  campusCode: line(100).nullish(),
  webSiteUrl: line(1000).nullish(),
  catalogerLevel: line(100).nullish(),
  signInLock: signInLock.nullish(),
  identifiers: list(identifier),
  emails: list(email),
  phones: list(phone),
  addresses: list(address),
  roles: list(role),
  blocks: list(block),
  notes: list(note),
  statistics: list(statistic),
  proxyFor: list(filledLine(255)),
  rsLibraries: list(filledLine(100)),
  passwordHash: passwordHash.optional(),
  passwordMustChange: z.boolean().optional(),
});
export type UserInput = z.infer<typeof userInput>;

export type InputOutcome =
  | { readonly type: 'input'; readonly input: UserInput; readonly ignored: readonly string[] }
  | { readonly type: 'faults'; readonly faults: readonly Fault[]; readonly ignored: readonly string[] };

/**
 * Reads one record, in our own shape or in that of Alma's REST interface: `primary_id` and the like tell.
 *
 * @returns `ignored`: names of fields of Alma's shape that are not taken over
 */
export function readUserInput(record: unknown): InputOutcome {
  const { shaped, ignored } = isAlmaRecord(record) ? almaToInput(record) : { shaped: record, ignored: [] };
  const parsed = userInput.safeParse(shaped, { reportInput: true });
  return parsed.success
    ? { type: 'input', input: parsed.data, ignored }
    : { type: 'faults', faults: faultsOf(parsed.error), ignored };
}
