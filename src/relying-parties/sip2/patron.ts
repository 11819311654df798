// Who a terminal asks about, and what it is told of her. One person who proved it, or the same answer for everybody else.

import { findTypedName, type TypedName } from '../../directory/typed-name.ts';
import { dayIn } from '../../domain/day.ts';
import type { Day, UserSummary } from '../../domain/user.ts';
import { isExpired } from '../../resolution/decide.ts';
import { type ReleasedClaims, withRecord } from '../release.ts';
import { releaseTo } from '../releasing.ts';
import type { Field, PatronTold } from './answers.ts';
import { cardOnly } from './card-only.ts';
import type { Sip2DoorDeps } from './deps.ts';
import { createRefusals, type Refusals, sourceOf } from './refusals.ts';
import type { Terminal } from './terminals.ts';

export interface PatronQuestion {
  readonly terminal: Terminal;
  /** As it was scanned or typed; undefined for bytes that are no text. */
  readonly name: string | undefined;
  /** Empty: none was sent. */
  readonly secret: string | undefined;
  /** Of the screen. */
  readonly language: string;
}

/** Proved by a PIN or a password. */
interface Proven {
  readonly user: UserSummary;
  /** The type of identifier that she was named by. */
  readonly type: string;
  readonly trace: string;
}

export function createPatrons(deps: Sip2DoorDeps): (question: PatronQuestion) => Promise<PatronTold> {
  const refusals = createRefusals(deps);

  return async (question) => {
    const { terminal, name, secret } = question;
    const { credential } = terminal.config;
    if (name === undefined || name.trim() === '') return refusals.incomplete(question, 'a card or a name');
    if (credential === 'card-only') return cardOnly(deps, refusals, question, name);
    // Nothing is compared, so nothing is counted as a try.
    if (secret === undefined || secret === '') return refusals.incomplete(question, 'a PIN or a password');
    const asked = { ...question, name, secret };
    const proven = credential === 'pin' ? await byPin(deps, refusals, asked) : await byPassword(deps, refusals, asked);
    return 'user' in proven ? tell(deps, refusals, question, proven) : proven;
  };
}

type Asked = PatronQuestion & { readonly name: string; readonly secret: string };

async function byPin(deps: Sip2DoorDeps, refusals: Refusals, asked: Asked): Promise<Proven | PatronTold> {
  const { terminal, name, secret } = asked;
  const outcome = await deps.pinCheck.check({ ...common(terminal), name, pin: secret, types: terminal.types });
  if (outcome.type === 'refused') return refusals.told(asked, outcome.code, outcome.trace);
  return { user: outcome.user, type: outcome.identifier.type, trace: outcome.trace };
}

async function byPassword(deps: Sip2DoorDeps, refusals: Refusals, asked: Asked): Promise<Proven | PatronTold> {
  const { terminal, name, secret } = asked;
  // Looked up for everybody, so that it takes as long for a name that nobody has.
  const named = await scanned(deps, terminal, name);
  const outcome = await deps.credentials.check({
    ...common(terminal),
    name,
    secret,
    profile: terminal.config.profile,
  });
  if (outcome.type === 'refused') return refusals.told(asked, outcome.code, outcome.trace);
  const { user, assertion, trace } = outcome;
  if (assertion.mustChangePassword === true) return refusals.mustChange(asked, user);
  // What the password check takes for a name is the sign-in page's matter; what may be scanned here is the terminal's.
  if (named.person?.id !== user.id) return refusals.notScannedHere(asked, user);
  return { user, type: typeOf(named, user), trace };
}

function common({ institution, config }: Terminal) {
  return {
    institution: institution.slug,
    source: { key: sourceOf(config.id), shared: true },
    door: 'sip2',
    relyingParty: config.id,
  };
}

export function scanned(deps: Sip2DoorDeps, terminal: Terminal, name: string): Promise<TypedName> {
  const { institution, types } = terminal;
  return findTypedName(
    deps.users,
    institution.slug,
    institution.types,
    [{ type: 'types', types }],
    name,
    deps.clock.now(),
  );
}

export function typeOf({ holdings, types }: TypedName, user: UserSummary): string {
  const hers = holdings.filter(
    ({ identifier, user: holder }) => holder.id === user.id && types.includes(identifier.type),
  );
  return (
    hers.find(({ identifier }) => identifier.status === 'active')?.identifier.type ?? hers[0]?.identifier.type ?? ''
  );
}

async function tell(
  deps: Sip2DoorDeps,
  refusals: Refusals,
  question: PatronQuestion,
  { user, type, trace }: Proven,
): Promise<PatronTold> {
  const { institution, config, release } = question.terminal;
  const now = deps.clock.now();
  const party = { kind: 'sip2', id: config.id, release };
  const released = await releaseTo(deps, institution.config, party, user);
  if (released.type === 'refused') return refusals.afterProof(question, released.code, user);
  const record = released.lateClaims.length === 0 ? undefined : await deps.users.user(institution.slug, user.id);
  const claims = record === undefined ? released.claims : withRecord(released, release, record);
  await deps.audit({
    at: now,
    institution: institution.slug,
    action: 'release',
    actor: user.id,
    via: 'sip2',
    userId: user.id,
    relyingParty: config.id,
    ...(trace === '' ? {} : { trace }),
    detail: { door: 'sip2', subjectType: type, fields: Object.keys(claims).join(' '), user: user.primaryIdentifier },
  });
  const denied = config.release.blocks && isDenied(user, dayIn(institution.config.timeZone, now));
  return { known: true, proven: true, denied, fields: fieldsOf(claims), screen: '' };
}

function isDenied(user: UserSummary, today: Day): boolean {
  const isBlocked = user.blocks.some(
    ({ status, expiryDate }) => status === 'active' && (expiryDate === undefined || expiryDate >= today),
  );
  return isBlocked || isExpired(user, today);
}

/** A day is written without hyphens, as terminals expect it. */
function fieldsOf(claims: ReleasedClaims): readonly Field[] {
  return Object.entries(claims).flatMap(([code, value]) =>
    (typeof value === 'object' ? value : [value]).map((one): Field => [code, textOf(one)]),
  );
}

function textOf(value: string | boolean): string {
  if (typeof value === 'boolean') return value ? 'Y' : 'N';
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? value.replaceAll('-', '') : value;
}
