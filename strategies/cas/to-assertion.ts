import type { Assertion } from '../../src/domain/assertion.ts';
import type { CasAnswer, CasAttributes } from './answer.ts';

export interface Validated {
  readonly profile: string;
  readonly issuer: string;
  readonly ticket: string;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
}

/** A validated ticket as the nouns of the domain. Pure. */
export function toAssertion(
  { user, attributes }: Extract<CasAnswer, { type: 'success' }>,
  { profile, issuer, ticket, receivedAt }: Validated,
): Assertion {
  return {
    profile,
    issuer,
    subject: user,
    attributes: Object.fromEntries(attributes),
    // CAS has no way to say that an address was verified.
    verifiedEmails: [],
    // Never still to come: a proof of tomorrow would be fresh enough for every `max_age` until then.
    authenticatedAt: Math.min(authenticationDate(attributes) ?? receivedAt, receivedAt),
    methods: [],
    upstreamSession: ticket,
  };
}

/** Epoch milliseconds of `authenticationDate` (CAS 3.0 section 2.5.7); undefined where there is none that names its zone. */
export function authenticationDate(attributes: CasAttributes): number | undefined {
  const [text, ...others] = attributes.get('authenticationDate') ?? [];
  if (text === undefined || others.length > 0) return undefined;
  // Java writes the name of the zone behind its offset: 2026-03-02T10:00:00.123456+01:00[Europe/Berlin].
  const written = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)(?:\[[\w/+-]{1,60}\])?$/.exec(text);
  if (written === null) return undefined;
  const [, seconds, fraction = '', zone] = written;
  const epochMs = Date.parse(`${seconds}${fraction.slice(0, 4)}${zone}`);
  return Number.isNaN(epochMs) ? undefined : Math.max(0, epochMs);
}

/**
 * Whether the answer contradicts that she has just presented her credentials.
 *
 * @param since when she was sent to do so, epoch milliseconds, less the clocks' difference
 */
export function isOldSignIn(attributes: CasAttributes, since: number): boolean {
  const said = attributes.get('isFromNewLogin') ?? [];
  if (said.some((value) => !/^(?:true|1)$/i.test(value))) return true;
  const provenAt = authenticationDate(attributes);
  return provenAt !== undefined && provenAt < since;
}
