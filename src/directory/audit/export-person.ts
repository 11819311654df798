// Everything that is held of one person, for her: never a hash, and nothing that another person's record says.
import { dayIn } from '../../domain/day.ts';
import { VestibuleError } from '../../domain/errors.ts';
import type { HeldIdentifier } from '../../domain/ports/changes.ts';
import type { UserSet } from '../../domain/ports/user-sets.ts';
import type { Trace } from '../../domain/resolution.ts';
import type { User } from '../../domain/user.ts';
import type { Caller } from '../deps.ts';
import { identifierSight } from '../identifier-sight.ts';
import { namedUser } from '../named-user.ts';
import { mayWithAudit, type PersonDirectory, tellAudit } from './deps.ts';
import { type PersonTexts, personTexts, tellsOfHer } from './person-texts.ts';
import { type SeenEntry, seenEntry } from './seen-entry.ts';
import { entriesAbout } from './user-history.ts';

export interface PersonExport {
  readonly institution: string;
  /** ISO 8601. */
  readonly exportedAt: string;
  readonly user: User;
  readonly identifiers: readonly HeldIdentifier[];
  /** Types of identifiers of hers that the caller may not see; the operator sees all. */
  readonly withheldTypes: readonly string[];
  readonly password: SecretFacts;
  readonly pin: SecretFacts;
  /** Internal ids of users who turned out to be her. */
  readonly mergedIds: readonly string[];
  /** Sets of users and saved searches that she made. */
  readonly ownSets: readonly UserSet[];
  /** Sets of users that she is in. */
  readonly memberOf: readonly Pick<UserSet, 'id' | 'name'>[];
  /** What was changed of her, and what was decided about her: sign-ins, releases, ends of sessions. */
  readonly changes: readonly SeenEntry[];
  readonly decisions: readonly SeenEntry[];
  /** Of attempts that led to her or to values of hers. */
  readonly traces: readonly Trace[];
}

export interface SecretFacts {
  readonly isSet: boolean;
  readonly mustChange: boolean;
}

/**
 * That she was exported is written down.
 *
 * @param name as `namedUser` takes it
 * @throws VestibuleError VST_NOT_ALLOWED, VST_USER_UNKNOWN
 */
export async function exportPerson(directory: PersonDirectory, caller: Caller, name: string): Promise<PersonExport> {
  mayWithAudit(directory, caller, 'export-person');
  const { institution, trail, journal, changes, sets, clock } = directory;
  const { slug } = institution;
  const { id } = await namedUser(directory, name);
  await tellAudit(directory, caller, { action: 'person-exported', userId: id, detail: {} });
  const record = await changes.record(slug, id);
  if (record === undefined) throw new VestibuleError('VST_USER_UNKNOWN', 'The user was removed this moment');
  const sight = identifierSight(directory, caller, dayIn(institution.timeZone, clock.now()));
  const mergedIds = await trail.formerIds(slug, id);
  const entries = await entriesAbout(directory, 'changes', id);
  const person = await personTexts(directory, [id, ...mergedIds], record, entries);
  const traces: Trace[] = [];
  for await (const trace of journal.traces(slug))
    if (tellsOfHer(trace, person)) traces.push(withoutOthers(trace, person));
  const withheld = record.identifiers.filter(({ type }) => sight.withholds(type)).map(({ type }) => type);
  return {
    institution: slug,
    exportedAt: new Date(clock.now()).toISOString(),
    user: record.user,
    identifiers: record.identifiers.filter(({ type }) => !sight.withholds(type)),
    withheldTypes: [...new Set(withheld)],
    password: secretFacts(record.password),
    pin: secretFacts(record.pin),
    mergedIds,
    ownSets: await sets.all(slug, id),
    memberOf: (await sets.having(slug, id)).map(({ id: set, name: called }) => ({ id: set, name: called })),
    changes: entries.map((entry) => seenEntry(entry, sight)),
    decisions: (await entriesAbout(directory, 'decisions', id)).map((entry) => seenEntry(entry, sight)),
    traces,
  };
}

/** A value that led to two people names the other one as well. */
function withoutOthers(trace: Trace, { ids }: PersonTexts): Trace {
  const steps = trace.steps.map((step) =>
    step.type === 'looked-up' ? { ...step, found: step.found.filter(({ id }) => ids.has(id)) } : step,
  );
  return { ...trace, steps };
}

function secretFacts(secret: { readonly mustChange: boolean } | undefined): SecretFacts {
  return { isSet: secret !== undefined, mustChange: secret?.mustChange ?? false };
}
