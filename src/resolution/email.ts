// Whose an email address is: the one decision, before a mail is sent and again after the person proved that she reads it.
import { fold } from '../directory/folding.ts';
import type { Assertion } from '../domain/assertion.ts';
import { primaryType } from '../domain/identifier.ts';
import type { Finding } from '../domain/ports/finding.ts';
import type { Users } from '../domain/ports/users.ts';
import type { RefusalReason, Resolution, Resolved, TraceStep, UserRef } from '../domain/resolution.ts';
import type { Email, User, UserSummary } from '../domain/user.ts';
import { type Admission, type Moment, refusalOf } from './decide.ts';

/** Which addresses a profile takes for a person's, and what it does with shared ones. */
export interface AddressRule {
  readonly trust: 'proved' | 'external' | 'all';
  readonly trustedSystems?: readonly string[] | undefined;
  readonly sharedAddresses: 'refuse' | 'choose';
}

export interface AddressPorts {
  readonly finding: Pick<Finding, 'byEmail'>;
  readonly users: Pick<Users, 'user' | 'identifiers'>;
}

export interface AddressRequest extends Moment {
  readonly institution: string;
  readonly rule: AddressRule;
  readonly admission: Admission;
}

/** A user who may come in by an address, and the address as it stands in her record. */
export interface AddressHolder {
  readonly user: UserSummary;
  readonly address: string;
}

export interface AddressHolders {
  /** One, or those who share it where that is allowed. Nobody: it cannot be told whose it is, or it is nobody's. */
  readonly holders: readonly AddressHolder[];
  /** Why there is nobody. */
  readonly refused: Exclude<Resolution, { type: 'matched' }> | undefined;
  readonly steps: readonly TraceStep[];
}

/** Of an address that more users have than this nobody is told: it is no person's. */
const holdersMax = 20;
/** As the records index addresses. */
const folding = { caseSensitive: false, compatibility: false } as const;

interface Candidate {
  readonly user: User;
  readonly email: Email;
  readonly trusted: boolean;
  readonly reason: RefusalReason | undefined;
}

/** @param typed an address in any spelling: who is found has it in her record, folded the same */
export async function findByAddress(
  ports: AddressPorts,
  request: AddressRequest,
  typed: string,
): Promise<AddressHolders> {
  const key = fold(typed, folding);
  const found = await ports.finding.byEmail(request.institution, typed);
  const steps: TraceStep[] = [lookedUp(key, found)];
  if (found.length > holdersMax) {
    steps.push({
      type: 'checked',
      check: 'number of users with this address',
      passed: false,
      detail: String(found.length),
    });
    return { holders: [], refused: { type: 'ambiguous', candidates: [] }, steps };
  }
  const candidates: Candidate[] = [];
  for (const { id } of found) {
    const user = await ports.users.user(request.institution, id);
    if (user !== undefined) candidates.push(...candidateOf(user, key, request));
  }
  for (const candidate of candidates) steps.push(...stepsOf(candidate));
  return { ...decide(candidates, request.rule, key), steps };
}

/** The user who proved an address: as it was mailed to, to the letter. */
export async function resolveAddress(
  ports: AddressPorts,
  request: AddressRequest & { readonly assertion: Assertion },
): Promise<Resolved> {
  const { assertion, institution } = request;
  const [address = ''] = assertion.verifiedEmails;
  const steps: TraceStep[] = [
    { type: 'asserted', profile: assertion.profile, issuer: assertion.issuer },
    { type: 'read', source: 'verified email', values: assertion.verifiedEmails },
  ];
  const found = await findByAddress(ports, request, address);
  steps.push(...found.steps);
  const who = found.holders.find(({ user }) => user.id === assertion.resolvedUserId);
  const isSame = who !== undefined && sameSpelling(who.address, address);
  if (found.holders.length > 0) {
    const check = found.holders.length === 1 ? 'the address is still hers' : 'she chose one who has the address';
    steps.push({ type: 'checked', check, passed: isSame });
  }
  const primary =
    who !== undefined && isSame
      ? (await ports.users.identifiers(institution, who.user.id)).find(({ type }) => type === primaryType)
      : undefined;
  const resolution: Resolution =
    who !== undefined && primary !== undefined
      ? { type: 'matched', user: who.user, identifier: primary }
      : (found.refused ?? { type: 'unmatched', tried: [] });
  const reason = resolution.type === 'refused' ? { reason: resolution.reason } : {};
  steps.push({ type: 'decided', outcome: resolution.type, ...reason });
  return { resolution, steps };
}

/** The address in her record; a trusted one first, where it stands there twice. */
function candidateOf(user: User, key: string, request: AddressRequest): readonly Candidate[] {
  const emails = user.emails.filter(({ address }) => fold(address, folding) === key);
  const email = emails.find((one) => isTrusted(user, one, request.rule)) ?? emails[0];
  if (email === undefined) return [];
  const trusted = isTrusted(user, email, request.rule);
  return [{ user, email, trusted, reason: refusalOf(user, request.admission, request.today) }];
}

export function isTrusted(user: User, { provedAt, segment }: Email, { trust, trustedSystems }: AddressRule): boolean {
  if (trust === 'all' || provedAt !== undefined) return true;
  if (trust === 'proved' || segment !== 'external') return false;
  return (
    trustedSystems === undefined || (user.owningSystem !== undefined && trustedSystems.includes(user.owningSystem))
  );
}

/**
 * Exactly one user who may sign in has the address, and it counts as hers; another who has it too, counted as his or not,
 * makes it nobody's, unless the profile lets people choose: then among those of whom it counts, if the mail that proves
 * it is one and the same.
 */
function decide(
  candidates: readonly Candidate[],
  { sharedAddresses }: AddressRule,
  key: string,
): Omit<AddressHolders, 'steps'> {
  const able = candidates.filter(({ reason }) => reason === undefined);
  const counted = able.filter(({ trusted }) => trusted);
  const ambiguous = { type: 'ambiguous' as const, candidates: able.map(({ user }) => refOf(user)) };
  if (sharedAddresses === 'refuse' && able.length > 1) return { holders: [], refused: ambiguous };
  const [first] = counted;
  if (first === undefined) return { holders: [], refused: whyNobody(candidates, able, key) };
  if (!counted.every(({ email }) => sameSpelling(email.address, first.email.address))) {
    return { holders: [], refused: ambiguous };
  }
  return { holders: counted.map(({ user, email }) => ({ user, address: email.address })), refused: undefined };
}

/** A reason is told of one person only whose address counts. */
function whyNobody(
  candidates: readonly Candidate[],
  able: readonly Candidate[],
  key: string,
): Exclude<Resolution, { type: 'matched' }> {
  const [refused, ...others] = candidates.filter(({ trusted, reason }) => trusted && reason !== undefined);
  if (able.length === 0 && refused?.reason !== undefined && others.length === 0) {
    return { type: 'refused', user: refOf(refused.user), reason: refused.reason };
  }
  return { type: 'unmatched', tried: [{ scope: 'email', key }] };
}

/** Folding makes one of `ß` and `ss`; to a mail server they may be two mailboxes. Letter case of ASCII never is. */
export function sameSpelling(left: string, right: string): boolean {
  const plain = (text: string) => text.normalize('NFC').replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  return plain(left) === plain(right);
}

function lookedUp(key: string, found: readonly UserSummary[]): TraceStep {
  return {
    type: 'looked-up',
    scope: 'email',
    types: ['email address'],
    key,
    found: found.slice(0, holdersMax).map((user) => ({
      ...refOf(user),
      type: 'email address',
      status: 'active',
      named: true,
    })),
  };
}

function stepsOf({ user, email, trusted, reason }: Candidate): readonly TraceStep[] {
  const name = user.primaryIdentifier;
  const detail = email.provedAt === undefined ? `not proved, segment ${email.segment}` : `proved ${email.provedAt}`;
  return [
    { type: 'checked', check: `address of ${name}`, passed: trusted, detail },
    { type: 'checked', check: `sign-in of ${name}`, passed: reason === undefined, ...(reason && { detail: reason }) },
  ];
}

function refOf({ id, primaryIdentifier }: UserSummary): UserRef {
  return { id, primaryIdentifier };
}
