// What names one person, and where others' entries and traces say it.
import type { AuditDetail, AuditRecord, ChangedFields } from '../../domain/ports/audit-trail.ts';
import type { HeldIdentifier, UserRecord } from '../../domain/ports/changes.ts';
import type { Trace } from '../../domain/resolution.ts';
import type { User } from '../../domain/user.ts';
import type { Directory } from '../deps.ts';
import { placeOf } from '../identifier-rules.ts';

export interface PersonTexts {
  /** Her internal id, and those of users who were merged into her. */
  readonly ids: ReadonlySet<string>;
  /** Values and keys of all identifiers she has or had, and her addresses, in lower case; none that another has now. */
  readonly texts: ReadonlySet<string>;
}

/** A short value is found in the middle of too many other texts. */
const shortest = 4;

/** @param entries about her, of the changes */
export async function personTexts(
  { institution: { slug }, users, finding }: Directory,
  ids: readonly string[],
  record: UserRecord | undefined,
  entries: readonly AuditRecord[],
): Promise<PersonTexts> {
  const own = new Set(ids);
  const fields = entries.flatMap(({ detail }) => [detail?.before, detail?.after]);
  const held = [...(record?.identifiers ?? []), ...fields.flatMap(heldIn).filter(({ userId }) => own.has(userId))];
  const places = [...new Map(held.map((identifier) => [placeOf(identifier), identifier])).values()];
  const others = (await users.holdings(slug, places)).filter(({ user }) => !own.has(user.id));
  const taken = new Set(others.map(placeOf));
  const texts = held.filter((identifier) => !taken.has(placeOf(identifier))).flatMap(namesOf);
  for (const address of new Set([record?.user, ...fields.map((one) => one?.user)].flatMap(addressesOf))) {
    const sharers = await finding.byEmail(slug, address);
    if (sharers.every(({ id }) => own.has(id))) texts.push(address);
  }
  return { ids: own, texts: new Set(texts.map(lowered)) };
}

/** Whether an entry about somebody else says something of her. */
export function saysOfHer({ detail }: AuditRecord, person: PersonTexts): boolean {
  if (detail === undefined) return false;
  const said = [detail.before, detail.after].flatMap((fields) => [
    ...heldIn(fields).flatMap(namesOf),
    ...addressesOf(fields?.user),
    ...listOf<string>(fields?.user, 'proxyFor'),
  ]);
  return said.some((text) => person.texts.has(lowered(text))) || factsSay(detail.facts, person);
}

/** Whether a trace tells of her: whom it led to, or what was read and looked up. */
export function tellsOfHer({ steps }: Trace, person: PersonTexts): boolean {
  const isHers = (text: string | undefined) => text !== undefined && person.texts.has(lowered(text));
  return steps.some((step) => {
    switch (step.type) {
      case 'looked-up':
        return isHers(step.key) || step.found.some(({ id }) => person.ids.has(id));
      case 'read':
        return step.values.some(isHers);
      case 'transformed':
        return isHers(step.value) || isHers(step.result);
      default:
        return false;
    }
  });
}

const lowered = (text: string) => text.toLowerCase();
const namesOf = ({ value, key }: Pick<HeldIdentifier, 'value' | 'key'>) => [value, key];

function addressesOf(user: Readonly<Record<string, unknown>> | User | undefined): readonly string[] {
  return listOf<{ readonly address: string }>(user, 'emails').map(({ address }) => address);
}

/** In the audit a field may be `null`. */
function listOf<Item>(user: object | undefined, field: keyof User): readonly Item[] {
  const list: unknown = (user as Partial<Record<keyof User, unknown>> | undefined)?.[field];
  return Array.isArray(list) ? (list as readonly Item[]) : [];
}

function heldIn(fields: ChangedFields | undefined): readonly HeldIdentifier[] {
  return (fields?.identifiers ?? []) as unknown as readonly HeldIdentifier[];
}

function factsSay(facts: AuditDetail['facts'], { texts }: PersonTexts): boolean {
  return Object.values(facts ?? {}).some((fact) => {
    if (typeof fact !== 'string') return false;
    const words = lowered(fact).split(/[\s,;"']+/u);
    return texts.has(lowered(fact)) || words.some((word) => word.length >= shortest && texts.has(word));
  });
}
