// What a verified response must say. One table a stage, in order; the first row that objects decides. A row answers
// undefined, or what it found. SAML Profiles 4.1.4.3, SAML Core 2.4 and 2.5.

import { type Fault, fault } from '../../src/saml/fault.ts';
import { isAfter, outsideWindow, type Window } from '../../src/saml/instant.ts';
import type { AssertionFacts, ConditionsFacts, ConfirmationFacts, ResponseFacts } from './facts.ts';

export interface Expectation {
  readonly identityProvider: string;
  readonly entityId: string;
  readonly callback: string;
  /** Epoch milliseconds, by our clock. */
  readonly now: number;
  readonly skewMs: number;
  /** Where the match rule reads the NameID: the format that the configuration was checked for. */
  readonly nameIdFormat: string | undefined;
  /** It was begun at the identity provider: then nothing in it may say that it answers a request. */
  readonly unsolicited?: boolean | undefined;
}

interface Check<Facts> {
  readonly check: string;
  readonly objects: (facts: Facts, expected: Expectation) => string | undefined;
}

/** Of the response around the assertion, signed or not: unsigned it proves nothing, but it may not contradict. */
export const responseChecks: readonly Check<ResponseFacts>[] = [
  { check: 'version', objects: ({ version }) => differs('Version of the response', version, '2.0') },
  {
    check: 'issuer',
    objects: ({ issuers, signed }, { identityProvider }) =>
      issuers.length === 0 && !signed ? undefined : differs('Issuer of the response', only(issuers), identityProvider),
  },
  {
    check: 'destination',
    objects: ({ destination }, { callback }) =>
      destination === undefined ? undefined : differs('Destination', destination, callback),
  },
  {
    check: 'in-response-to',
    objects: ({ inResponseTo }, { unsolicited }) =>
      unsolicited === true
        ? answersAll('response', inResponseTo)
        : inResponseTo
          ? undefined
          : 'the response answers no request of ours (a sign-in begun at the identity provider)',
  },
];

export const assertionChecks: readonly Check<AssertionFacts>[] = [
  { check: 'version', objects: ({ version }) => differs('Version of the assertion', version, '2.0') },
  { check: 'id', objects: ({ id }) => (id && id.length <= idMax ? undefined : `no ID, or longer than ${idMax}`) },
  {
    check: 'issuer',
    objects: ({ issuers }, { identityProvider }) => differs('Issuer of the assertion', only(issuers), identityProvider),
  },
  { check: 'subject', objects: ({ subjects }) => countDiffers('Subject', subjects) },
  { check: 'name-id', objects: nameIdObjection },
  {
    check: 'name-id-format',
    objects: ({ nameIds }, { nameIdFormat }) =>
      nameIdFormat === undefined ? undefined : differs('NameID format', nameIds[0]?.format, nameIdFormat),
  },
  {
    check: 'confirmation',
    objects: ({ confirmations }) => countDiffers('bearer confirmation', bearers(confirmations)),
  },
  {
    check: 'recipient',
    objects: (facts, { callback }) => differs('Recipient', bearerOf(facts)?.recipient, callback),
  },
  {
    check: 'in-response-to',
    objects: (facts, { unsolicited }) => {
      if (unsolicited === true) return answersAll('assertion', bearerOf(facts)?.inResponseTo);
      return bearerOf(facts)?.inResponseTo ? undefined : 'the assertion answers no request of ours';
    },
  },
  { check: 'confirmation-time', objects: (facts, expected) => confirmationTime(bearerOf(facts), expected) },
  { check: 'conditions', objects: ({ conditions }) => conditionsObjection(conditions) },
  { check: 'conditions-time', objects: ({ conditions }, expected) => outside('Conditions', conditions[0], expected) },
  { check: 'audience', objects: ({ conditions }, { entityId }) => audienceObjection(conditions[0], entityId) },
  { check: 'authentication', objects: authenticationObjection },
];

export function firstFault<Facts>(
  checks: readonly Check<Facts>[],
  facts: Facts,
  expected: Expectation,
): Fault | undefined {
  for (const { check, objects } of checks) {
    const objection = objects(facts, expected);
    if (objection !== undefined) return fault(check, objection);
  }
  return undefined;
}

const nameIdMax = 1024;
const idMax = 256;
const bearer = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';
const knownConditions = new Set(['AudienceRestriction', 'OneTimeUse', 'ProxyRestriction']);

/** The one bearer confirmation; the table refuses none and several before it is read. */
export function bearerOf({ confirmations }: AssertionFacts): ConfirmationFacts | undefined {
  return confirmations.find(({ method }) => method === bearer);
}

/** One that was made for a request, taken from its answer and posted as if it were for none. */
function answersAll(what: string, inResponseTo: string | undefined): string | undefined {
  return inResponseTo === undefined ? undefined : `the ${what} answers a request, and came as if it answered none`;
}

function bearers(confirmations: readonly ConfirmationFacts[]): number {
  return confirmations.filter(({ method }) => method === bearer).length;
}

function nameIdObjection({ nameIds, encryptedIds }: AssertionFacts): string | undefined {
  if (encryptedIds > 0) return 'an encrypted NameID, which is not supported (encrypt the assertion instead)';
  const [nameId] = nameIds;
  if (nameId === undefined || nameIds.length > 1) return countDiffers('NameID', nameIds.length);
  if (nameId.value === '') return 'NameID is empty';
  return Array.from(nameId.value).length > nameIdMax ? `NameID is longer than ${nameIdMax} characters` : undefined;
}

function confirmationTime(confirmation: ConfirmationFacts | undefined, expected: Expectation): string | undefined {
  if (confirmation?.notOnOrAfter === undefined) return 'the bearer confirmation has no NotOnOrAfter';
  return outside('the bearer confirmation', confirmation, expected);
}

function conditionsObjection(conditions: readonly ConditionsFacts[]): string | undefined {
  const unknown = conditions.flatMap(({ names }) => names).find((name) => !knownConditions.has(name));
  return countDiffers('Conditions', conditions.length) ?? (unknown && `a condition that is not understood: ${unknown}`);
}

function audienceObjection(conditions: ConditionsFacts | undefined, entityId: string): string | undefined {
  const restrictions = conditions?.audiences ?? [];
  if (restrictions.length === 0) return `no audience is named; expected ${entityId}`;
  const other = restrictions.find((audiences) => !audiences.includes(entityId));
  return other && `Audience is ${other.join(', ') || 'empty'}; expected ${entityId}`;
}

function authenticationObjection({ authentications }: AssertionFacts, expected: Expectation): string | undefined {
  const [authentication] = authentications;
  if (authentication === undefined || authentications.length > 1) {
    return countDiffers('AuthnStatement', authentications.length);
  }
  const { instant } = authentication;
  if (instant === undefined) return 'no AuthnInstant';
  return isAfter(instant, expected.now + expected.skewMs)
    ? `AuthnInstant ${instant} is no time, or still to come`
    : undefined;
}

function outside(what: string, window: Window | undefined, { now, skewMs }: Expectation): string | undefined {
  const objection = outsideWindow(window ?? {}, now, skewMs);
  return objection && `${what}: ${objection}`;
}

function only(values: readonly string[]): string | undefined {
  return values.length === 1 ? values[0] : undefined;
}

function countDiffers(what: string, count: number): string | undefined {
  return count === 1 ? undefined : `${count === 0 ? 'no' : count} ${what}; expected exactly one`;
}

function differs(what: string, found: string | undefined, expected: string): string | undefined {
  return found === expected ? undefined : `${what} is ${found ?? 'missing'}; expected ${expected}`;
}
