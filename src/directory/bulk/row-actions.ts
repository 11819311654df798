// What a row of bulk work does, by the same rules as the operations on one identifier.
import { VestibuleError } from '../../domain/errors.ts';
import type { IdentifierKey, IdentifierStatus, Segment } from '../../domain/identifier.ts';
import type { HeldIdentifier, Known, UserRecord } from '../../domain/ports/changes.ts';
import { keyOf } from '../folding.ts';
import type { IdentifierRules } from '../identifier-rules.ts';
import { placeOf } from '../identifier-rules.ts';
import { decideAttach } from '../identifiers/attach.ts';
import type { Ground } from '../identifiers/deciding.ts';
import { asKept, invalid, refuseHidden, refuseLocked, refusePrimary, refuseUnfit } from '../identifiers/judge.ts';
import { decideRetire } from '../identifiers/retire.ts';
import { at, exchanged, isLive, standingRecord } from '../identifiers/standing.ts';
import { refuseTaken } from '../identifiers/taken.ts';
import { identifierOf, placesOf, type RowUser, rowUser, rulesFor, userOf } from './row-user.ts';
import type { Cells } from './table-columns.ts';

export const bulkActions = ['attach', 'retire', 'retype'] as const;
export type BulkAction = (typeof bulkActions)[number];

/** A row made ready: whom it names, and where its values stand. */
export interface Row {
  readonly cells: Cells;
  readonly user: RowUser | undefined;
  /** For a new identifier. */
  readonly id: string;
}

/** What becomes of the row: the records that it changes; none where all is so already. */
type Decide = (known: Known, row: Row, ground: Ground) => readonly UserRecord[];

interface ActionKind {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** The word of the audit. */
  readonly action: string;
  /** Where its values stand or come to stand. */
  places(rules: IdentifierRules, cells: Cells): readonly IdentifierKey[];
  /** By this a row is the same as another: no file says two things of it. */
  subject(rules: IdentifierRules, cells: Cells): IdentifierKey;
  readonly decide: Decide;
}

const cell = (cells: Cells, title: string) => cells[title] ?? '';

export const actionKinds: Readonly<Record<BulkAction, ActionKind>> = {
  attach: {
    required: ['user', 'type', 'value'],
    optional: ['segment', 'status', 'note'],
    action: 'identifier-attached',
    places: (rules, cells) => [keyOf(rules.table, cell(cells, 'type'), cell(cells, 'value'))],
    subject: (rules, cells) => keyOf(rules.table, cell(cells, 'type'), cell(cells, 'value')),
    decide: attach,
  },
  retire: {
    required: ['type', 'value'],
    optional: ['user'],
    action: 'identifier-retired',
    places: (rules, cells) => placesOf(rules, cell(cells, 'type'), cell(cells, 'value')),
    subject: (rules, cells) => keyOf(rules.table, cell(cells, 'type'), cell(cells, 'value')),
    decide: retire,
  },
  retype: {
    required: ['type', 'value', 'newType'],
    optional: ['user'],
    action: 'identifier-retyped',
    places: (rules, cells) => [
      ...placesOf(rules, cell(cells, 'type'), cell(cells, 'value')),
      keyOf(rules.table, cell(cells, 'newType'), cell(cells, 'value')),
    ],
    subject: (rules, cells) => keyOf(rules.table, cell(cells, 'type'), cell(cells, 'value')),
    decide: retype,
  },
};

export function madeReady(rules: IdentifierRules, cells: Cells, id: string): Row {
  const user = cell(cells, 'user');
  return { cells, id, user: user === '' ? undefined : rowUser(rules, user) };
}

function attach(known: Known, { cells, user, id }: Row, ground: Ground): readonly UserRecord[] {
  const { type = '', value: written = '', note } = cells;
  const { user: holder, identifiers } = named(known, user, cells);
  const value = asKept(written);
  const own = at(identifiers, keyOf(ground.rules.table, type, value));
  const status = oneOf<IdentifierStatus & ('active' | 'inactive')>(cells, 'status', ['active', 'inactive']);
  const segment = oneOf<Segment>(cells, 'segment', ['internal', 'external']);
  if (own?.type === type && isSaid(own, { status: status ?? 'active', segment, note: note || undefined })) return [];
  const input = { userId: holder.id, id, type, value, status, segment, note };
  return decideAttach(known, input, ground).records;
}

/** Whether the identifier is as the row says already. */
function isSaid(
  own: HeldIdentifier,
  said: Pick<HeldIdentifier, 'status' | 'note'> & { readonly segment: Segment | undefined },
): boolean {
  const { status, segment = own.segment, note = own.note } = said;
  return own.status === status && own.segment === segment && own.note === note;
}

function retire(known: Known, { cells, user }: Row, ground: Ground): readonly UserRecord[] {
  const { type = '', value = '' } = cells;
  const identifier = identifierOf(known, ground.rules, type, value);
  refuseOther(known, user, cells, identifier.userId);
  if (identifier.status === 'retired') return [];
  const rules = rulesFor(ground.rules, identifier);
  return decideRetire(known, { type, value: identifier.value, userId: identifier.userId }, { ...ground, rules })
    .records;
}

function retype(known: Known, { cells, user }: Row, { rules, rights }: Ground): readonly UserRecord[] {
  const { type = '', value = '', newType = '' } = cells;
  if (type === newType) throw invalid('The new type is the old one', type);
  for (const one of [type, newType]) {
    refusePrimary(one);
    refuseHidden(rules, one, rights);
  }
  const before = identifierOf(known, rules, type, value);
  refuseOther(known, user, cells, before.userId);
  const record = standingRecord(known, before.userId);
  if (!isLive(before)) throw invalid('A value that was given up keeps its type', type);
  refuseLocked(record.user, before, rights);
  const segment = rules.types.get(newType)?.internalOnly === true ? 'internal' : before.segment;
  const next = { ...before, type: newType, segment, ...keyOf(rules.table, newType, before.value) };
  refuseUnfit(rules, next, record.user);
  if (placeOf(next) !== placeOf(before)) refuseTaken(known, record, next, rules, rights);
  return [{ ...record, identifiers: exchanged(record.identifiers, before, next) }];
}

function named(known: Known, user: RowUser | undefined, cells: Cells): UserRecord {
  if (user === undefined) throw new VestibuleError('VST_USER_UNKNOWN', 'No user is named');
  return userOf(known, user, cell(cells, 'user'));
}

/** A row that names a user besides means hers and nobody else's. */
function refuseOther(known: Known, user: RowUser | undefined, cells: Cells, holder: string): void {
  if (user === undefined || named(known, user, cells).user.id === holder) return;
  const type = cell(cells, 'type');
  throw new VestibuleError('VST_IDENTIFIER_UNKNOWN', `The user has no such identifier of type ${type}`, { type });
}

function oneOf<Word extends string>(cells: Cells, title: string, words: readonly Word[]): Word | undefined {
  const text = cell(cells, title).toLowerCase();
  const word = words.find((one) => one === text);
  if (text !== '' && word === undefined)
    throw invalid(`"${title}" must be one of ${words.join(', ')}`, cell(cells, 'type'));
  return word;
}
