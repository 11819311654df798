// What may be changed of a user by editing her, field by field. A field that is not named stays; `null` or an empty text
// clears it. A list is replaced whole, or changed item by item.
import { z } from 'zod';
import { isObject } from '../alma-fields.ts';
import { type Fault, faultsOf } from '../fault.ts';
import { userInput } from '../user-input.ts';

const { shape } = userInput;

/** The schema of one item of each list; `blocks` have no segment, the library's they always are. */
export const itemSchemas = {
  emails: shape.emails.unwrap().unwrap().element,
  phones: shape.phones.unwrap().unwrap().element,
  addresses: shape.addresses.unwrap().unwrap().element,
  notes: shape.notes.unwrap().unwrap().element,
  statistics: shape.statistics.unwrap().unwrap().element,
  blocks: shape.blocks.unwrap().unwrap().element,
} as const;
export type EditedList = keyof typeof itemSchemas;
export const editedLists = Object.keys(itemSchemas) as readonly EditedList[];

export const editedFields = {
  recordType: shape.recordType,
  status: shape.status,
  name: shape.name,
  userGroup: shape.userGroup,
  preferredLanguage: shape.preferredLanguage,
  gender: shape.gender,
  birthDate: shape.birthDate,
  expiryDate: shape.expiryDate,
  purgeDate: shape.purgeDate,
  statusDate: shape.statusDate,
  jobCategory: shape.jobCategory,
  jobDescription: shape.jobDescription,
  campusCode: shape.campusCode,
  webSiteUrl: shape.webSiteUrl,
  catalogerLevel: shape.catalogerLevel,
  rsLibraries: shape.rsLibraries,
  proxyFor: shape.proxyFor,
} as const;
const plainChanges = z.strictObject(editedFields);

/** An item by its place in the list as it was read (from 0), or by its name: an address, a number, a category. */
const itemRef = z.union([z.int().min(0), z.string().min(1).max(1000)], {
  error: 'This must be the place of an item in the list, from 0, or its name.',
});
export type ItemRef = z.infer<typeof itemRef>;

const itemsMax = 100;
const itemsOf = (list: EditedList): z.ZodType<readonly Item[]> => z.array(itemSchemas[list]).max(itemsMax);
const itemwise = (list: EditedList) =>
  z.strictObject({
    add: itemsOf(list).optional(),
    /** Named fields are changed, the others stay; `null` clears one. */
    change: z
      .array(z.strictObject({ item: itemRef, to: z.record(z.string(), z.unknown()) }))
      .max(itemsMax)
      .optional(),
    remove: z.array(itemRef).max(itemsMax).optional(),
    ...(hasPreference(list) ? { prefer: itemRef.optional() } : {}),
    ...(list === 'phones' ? { preferSms: itemRef.optional() } : {}),
  });

export type Item = Readonly<Record<string, unknown>>;
export interface ItemChanges {
  readonly add?: readonly Item[] | undefined;
  readonly change?: readonly { readonly item: ItemRef; readonly to: Item }[] | undefined;
  readonly remove?: readonly ItemRef[] | undefined;
  readonly prefer?: ItemRef | undefined;
  readonly preferSms?: ItemRef | undefined;
}
export type ListChange = readonly Item[] | ItemChanges;

export type PlainChanges = z.infer<typeof plainChanges>;
/** As it is read. */
export type ReadChanges = PlainChanges & { readonly [List in EditedList]?: ListChange };

/** As somebody writes it. */
export type UserChanges = z.input<typeof plainChanges> & { readonly [List in EditedList]?: ListChange | null };

export function hasPreference(list: EditedList): boolean {
  return list === 'emails' || list === 'phones' || list === 'addresses';
}

/** What is changed by an operation of its own. */
const elsewhere: Readonly<Record<string, string>> = {
  primaryIdentifier: 'The primary identifier is changed by renaming the user.',
  identifiers: 'Identifiers are attached, edited and detached one by one.',
  roles: 'Roles are granted and revoked.',
  accountType: 'The account type is changed by converting the user.',
  owningSystem: 'The owning system is changed by converting the user.',
  signInLock: 'The sign-in lock is set and lifted by locking and unlocking the user.',
  passwordHash: 'A password is set by itself.',
  passwordMustChange: 'A password is set by itself.',
  protectedFields: 'A field is protected when it is changed, and given back by following the system again.',
};

export type ChangesOutcome =
  | { readonly type: 'changes'; readonly changes: ReadChanges }
  | { readonly type: 'faults'; readonly faults: readonly Fault[] };

export function readUserChanges(raw: unknown): ChangesOutcome {
  const fields = isObject(raw) ? Object.entries(raw) : [];
  const misplaced = fields.flatMap(([path]): readonly Fault[] => {
    const message = elsewhere[path];
    return message === undefined ? [] : [{ path, code: 'field-unknown', message }];
  });
  const given = isObject(raw) ? Object.fromEntries(fields.filter(([path]) => elsewhere[path] === undefined)) : raw;
  const parsed = schemaFor(given).safeParse(given, { reportInput: true });
  const faults = [...misplaced, ...(parsed.success ? [] : faultsOf(parsed.error))];
  return faults.length > 0 || !parsed.success
    ? { type: 'faults', faults }
    : { type: 'changes', changes: parsed.data as ReadChanges };
}

/** Each list by the schema of the way it is changed: so a fault names its place. */
function schemaFor(raw: unknown): z.ZodType {
  const lists = editedLists.filter((list) => isObject(raw) && list in raw);
  const shapes = lists.map((list) => {
    const given = isObject(raw) ? raw[list] : undefined;
    return [
      list,
      isObject(given)
        ? itemwise(list)
        : itemsOf(list)
            .nullable()
            .transform((items) => items ?? []),
    ];
  });
  return plainChanges.extend(Object.fromEntries(shapes) as Record<string, z.ZodType>);
}
