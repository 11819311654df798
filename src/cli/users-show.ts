// One user as text: what there is, line by line, and her identifiers as a table.
import { printable } from '../directory/characters.ts';
import type { ShownIdentifier, ShownUser } from '../directory/finding.ts';
import { typeLabel } from '../directory/types/type-label.ts';
import type { DeskGlance } from '../directory/user-glance.ts';
import { dayIn } from '../domain/day.ts';
import { type IdentifierType, primaryType } from '../domain/identifier.ts';
import { displayName, type User } from '../domain/user.ts';
import { momentIn } from './moment.ts';
import { textTable } from './text-table.ts';

type Line = readonly [label: string, text: string | undefined];
type ShownRecord = Extract<ShownUser, { type: 'record' }>;

export interface ShowWords {
  readonly identifierTypes: readonly Pick<IdentifierType, 'code' | 'label'>[];
  /** A BCP 47 tag. */
  readonly language: string;
  readonly timeZone: string;
  /** How an actor is called. */
  readonly nameOf: (who: string) => string;
}

/** Ends with a line end. */
export function printUser(shown: ShownUser, words: ShowWords): string {
  const { title = '' } = shown.user.name;
  const called = `${displayName(shown.user.name)}${title === '' ? '' : ` (${title})`}`;
  if (shown.type === 'glance') return `${headOf(called)}\n${block(glanceLines(shown.user))}`;
  const preferred = shown.preferred === undefined ? '' : `, ${namedValue(shown.preferred, words)}`;
  return [
    `${headOf(`${called}${preferred}`)}\n${block(recordLines(shown, words))}`,
    textTable([
      ['TYPE', 'VALUE', 'STATUS', 'SEGMENT', 'NOTE'],
      ...shown.identifiers.map((identifier) => identifierRow(identifier, words)),
    ]),
    ...shown.withheldTypes.map(
      (code) => `There are values of type ${labelOf(code, words)} that only the operator sees.\n`,
    ),
  ].join('\n');
}

const headOf = (text: string) => `${printable(text)}\n`;

function glanceLines({ name, primaryIdentifier, userGroup, expiryDate, blocks }: DeskGlance): readonly Line[] {
  const { first = '', middle = '', last } = name;
  return [
    ['Primary identifier', primaryIdentifier],
    ['Name', [first, middle, last].filter((part) => part !== '').join(' ')],
    ['User group', userGroup],
    ['Expires', expiryDate],
    ...blocks.map(
      (one): Line => [
        'Block',
        listed([one.type, one.description, one.status, one.note, one.expiryDate && `until ${one.expiryDate}`]),
      ],
    ),
  ];
}

function recordLines({ user, hasPassword, hasPin }: ShownRecord, { timeZone, nameOf }: ShowWords): readonly Line[] {
  const { signInLock } = user;
  const done = (at: string, by: string) => `${momentIn(timeZone, at)} by ${nameOf(by)}`;
  return [
    ...glanceLines(user),
    ['Record', listed([user.recordType, user.accountType, user.status])],
    ['Managed by', user.owningSystem],
    ['Sign-in locked', signInLock && listed([`since ${done(signInLock.at, signInLock.by)}`, signInLock.reason])],
    ['Signs in by', listed([hasPassword ? 'password' : undefined, hasPin ? 'PIN' : undefined])],
    ...contactLines(user),
    ...user.roles.map(
      ({ role, scope, status, expiryDate }): Line => [
        'Role',
        listed([role, `in ${scope}`, status, expiryDate && `until ${expiryDate}`]),
      ],
    ),
    ...otherLines(user),
    ['Internal id', user.id],
    ['Made', done(user.createdAt, user.createdBy)],
    ['Changed', `${done(user.modifiedAt, user.modifiedBy)} (version ${user.version})`],
  ];
}

function contactLines({ emails, phones, addresses }: User): readonly Line[] {
  const marks = ({ types, preferred, segment }: User['emails'][number] | User['phones'][number]) =>
    [...types, preferred ? 'preferred' : undefined, segment] as const;
  return [
    ...emails.map((one): Line => ['Email', listed([one.address, ...marks(one), one.provedAt && 'proved'])]),
    ...phones.map((one): Line => ['Phone', listed([one.number, ...marks(one), one.preferredSms ? 'SMS' : undefined])]),
    ...addresses.map((one): Line => {
      const place = [...one.lines, one.postalCode, one.city, one.stateProvince, one.country];
      return ['Address', listed([...place, ...one.types, one.preferred ? 'preferred' : undefined, one.segment])];
    }),
  ];
}

function otherLines(user: User): readonly Line[] {
  return [
    ['Gender', user.gender],
    ['Born', user.birthDate],
    ['Language', user.preferredLanguage],
    ['Campus', user.campusCode],
    ['Job', listed([user.jobCategory, user.jobDescription])],
    ['Web site', user.webSiteUrl],
    ['Cataloger level', user.catalogerLevel],
    ['Status since', user.statusDate],
    ['Purged on', user.purgeDate],
    ...user.notes.map((one): Line => ['Note', listed([one.text, one.type, one.segment])]),
    ...user.statistics.map((one): Line => ['Statistic', listed([one.category, one.type, one.note, one.segment])]),
    ['Acts for', listed(user.proxyFor)],
    ['Resource sharing', listed(user.rsLibraries)],
    ['Kept from synchronisation', listed(user.protectedFields)],
  ];
}

function identifierRow(identifier: ShownIdentifier, words: ShowWords): readonly string[] {
  const { type, value, status, segment, note = '', holdUntil } = identifier;
  const until = holdUntil === undefined ? '' : ` until ${dayIn(words.timeZone, holdUntil)}`;
  return [labelOf(type, words), value, `${status}${until}`, segment, note];
}

const namedValue = ({ type, value }: Pick<ShownIdentifier, 'type' | 'value'>, words: ShowWords) =>
  `${labelOf(type, words)} ${value}`;

/** The code stands beside the label: it is what other commands take. A type that is no more has its code only. */
function labelOf(code: string, { identifierTypes, language }: ShowWords): string {
  if (code === primaryType) return 'Primary identifier';
  const type = identifierTypes.find((one) => one.code === code);
  return type === undefined ? code : `${typeLabel(type, language)} (${code})`;
}

function listed(parts: readonly (string | undefined)[]): string | undefined {
  const given = parts.filter((part) => part !== undefined && part !== '');
  return given.length === 0 ? undefined : given.join(', ');
}

function block(lines: readonly Line[]): string {
  const shown = lines.filter(([, text]) => text !== undefined && text !== '');
  const width = Math.max(...shown.map(([label]) => label.length));
  return shown.map(([label, text = '']) => `${label.padEnd(width)}  ${printable(text)}\n`).join('');
}

/** Whom the record names as having done something. */
export function actorsOf({ createdBy, modifiedBy, signInLock }: User): readonly string[] {
  return [createdBy, modifiedBy, ...(signInLock === undefined ? [] : [signInLock.by])];
}
