// What somebody entered as a new user, and everything that is wrong with it. Pure.
import type { HeldIdentifier, UserRecord } from '../../domain/ports/changes.ts';
import type { UserDraft } from '../../domain/ports/users.ts';
import { almaToInput, isAlmaRecord } from '../alma-input.ts';
import { type DraftContext, judgeUser } from '../draft.ts';
import type { Fault } from '../fault.ts';
import { isHidden } from '../identifiers/type-traits.ts';
import { primaryFault } from '../settings/primary-fault.ts';
import type { Settings } from '../settings/schema.ts';
import { readUserInput, type UserInput, userInput } from '../user-input.ts';
import { missingFaults } from './missing-faults.ts';

export interface NewUserContext extends Omit<DraftContext, 'held' | 'isPartial' | 'takesOver'> {
  readonly settings: Pick<Settings, 'mandatory' | 'primaryIdentifierPattern'>;
  /** Of the institution: its own words for a wrong form. */
  readonly language: string;
  /** Whether types hidden from staff are hers to give. */
  readonly isOperator: boolean;
}

export interface JudgedUser {
  /** Nothing where the input is no record at all. */
  readonly input: UserInput | undefined;
  readonly record: UserRecord | undefined;
  readonly faults: readonly Fault[];
  /** Filled fields of Alma's shape that are not taken over. */
  readonly ignored: readonly string[];
}

export function judgeNewUser(raw: unknown, context: NewUserContext): JudgedUser {
  const read = readUserInput(raw);
  const { ignored } = read;
  const malformed = read.type === 'faults' ? read.faults : [];
  const input = read.type === 'input' ? read.input : restOf(raw, read.faults);
  if (input === undefined) return { input, record: undefined, faults: malformed, ignored };
  const { draft, faults } = judgeUser(typedHere(input), context);
  const record = recordOf(draft);
  const further = [...faults, ...formFaults(input, context), ...missingFaults(context.settings, record)];
  const known = malformed.map(({ path }) => path);
  return { input, record, faults: [...malformed, ...further.filter(({ path }) => !isTold(path, known))], ignored };
}

/** What staff type is the library's own, on an external user too, unless they say otherwise. */
function typedHere(input: UserInput): UserInput {
  const here = <Item extends { segment?: 'internal' | 'external' | undefined }>(items: Item[] | null | undefined) =>
    items?.map((item) => ({ ...item, segment: item.segment ?? ('internal' as const) }));
  return {
    ...input,
    identifiers: here(input.identifiers),
    emails: here(input.emails),
    phones: here(input.phones),
    addresses: here(input.addresses),
    notes: here(input.notes),
    statistics: here(input.statistics),
  };
}

function recordOf({ user, identifiers, passwordHash, passwordMustChange = false }: UserDraft): UserRecord {
  const held: readonly HeldIdentifier[] = identifiers;
  if (passwordHash === undefined) return { user, identifiers: held };
  return { user, identifiers: held, password: { hash: passwordHash, mustChange: passwordMustChange } };
}

function formFaults(input: UserInput, { rules, settings, language, isOperator }: NewUserContext): readonly Fault[] {
  const message = primaryFault(settings, input.primaryIdentifier, language);
  const form: readonly Fault[] =
    message === undefined ? [] : [{ path: 'primaryIdentifier', code: 'identifier-pattern', message }];
  const hidden = (input.identifiers ?? []).flatMap(({ type }, index): readonly Fault[] => {
    if (isOperator || !isHidden(rules, type)) return [];
    const message = `Identifiers of type ${type} are the operator's alone.`;
    return [{ path: `identifiers.${index}`, code: 'identifier-type-unknown', message }];
  });
  const roles: readonly Fault[] =
    input.recordType === 'contact' && (input.roles?.length ?? 0) > 0
      ? [{ path: 'roles', code: 'value-invalid', message: 'A contact has no roles.' }]
      : [];
  return [...form, ...hidden, ...roles];
}

/** Stands where no primary identifier can be read; nothing that is said of it is told. */
const placeholder = '-';

/** The record without what cannot be read, so that the rest is judged as well. */
function restOf(raw: unknown, faults: readonly Fault[]): UserInput | undefined {
  const shaped = isAlmaRecord(raw) ? almaToInput(raw).shaped : raw;
  if (typeof shaped !== 'object' || shaped === null || Array.isArray(shaped)) return undefined;
  const unreadable = new Set(faults.map(({ path }) => path.split('.')[0] ?? ''));
  const fields = new Set(Object.keys(userInput.shape));
  const rest = Object.entries(shaped).filter(([field]) => fields.has(field) && !unreadable.has(field));
  const read = readUserInput({ primaryIdentifier: placeholder, ...Object.fromEntries(rest) });
  return read.type === 'input' ? read.input : undefined;
}

/** Of a field that cannot be read nothing more is said. */
function isTold(path: string, known: readonly string[]): boolean {
  const [head] = path.split('.');
  return known.some((other) => other.split('.')[0] === head);
}
