// What a sign-in request may say. One table, in order; the first row that objects decides. A row answers undefined, or
// what it found. SAML Profiles 4.1.4.1.
import { type Fault, fault } from '../../saml/fault.ts';
import { instantOf } from '../../saml/instant.ts';
import type { AuthnRequestFacts } from './authn-request.ts';
import type { Consumer, ServiceProvider } from './service-provider.ts';

export interface Expectation {
  /** Our own address that takes such requests. */
  readonly sso: string;
  readonly provider: ServiceProvider;
  readonly now: number;
  readonly signed: boolean;
}

/** How old a request may be, and how far its clock may be off. */
export const requestLifeMs = 10 * 60_000;
const skewMs = 3 * 60_000;
const idShape = /^[A-Za-z_][\w.-]{0,255}$/;
const comparisons = ['exact', 'minimum', 'maximum', 'better'];

interface Check {
  readonly check: string;
  readonly objects: (facts: AuthnRequestFacts, expected: Expectation) => string | undefined;
}

const checks: readonly Check[] = [
  {
    check: 'version',
    objects: ({ version }) => (version === '2.0' ? undefined : `Version ${version ?? 'missing'}; expected 2.0`),
  },
  {
    check: 'id',
    objects: ({ id }) => (idShape.test(id) ? undefined : 'no ID, or one that is no XML name of up to 256 characters'),
  },
  { check: 'destination', objects: destinationObjection },
  { check: 'issue-instant', objects: ({ issueInstant }, { now }) => instantObjection(issueInstant, now) },
  { check: 'subject', objects: ({ subjects }) => (subjects.length > 1 ? 'more than one subject' : undefined) },
  {
    check: 'authn-context',
    objects: ({ comparison }) =>
      comparison === undefined || comparisons.includes(comparison)
        ? undefined
        : `Comparison ${comparison} is not known`,
  },
  {
    check: 'acs',
    objects: (facts, { provider }) =>
      consumerOf(facts, provider) === undefined ? consumerObjection(facts) : undefined,
  },
];

export function findAuthnRequestFault(facts: AuthnRequestFacts, expected: Expectation): Fault | undefined {
  for (const { check, objects } of checks) {
    const objection = objects(facts, expected);
    if (objection !== undefined) return fault(check, objection);
  }
  return undefined;
}

/** Where the answer goes: an address that the metadata or the configuration names, whatever the request says. */
export function consumerOf(
  { consumerUrl, consumerIndex }: Pick<AuthnRequestFacts, 'consumerUrl' | 'consumerIndex'>,
  { consumers }: Pick<ServiceProvider, 'consumers'>,
): Consumer | undefined {
  if (consumerUrl !== undefined && consumerIndex !== undefined) return undefined;
  if (consumerUrl !== undefined) return consumers.find(({ url }) => url === consumerUrl);
  if (consumerIndex === undefined) return consumers[0];
  return consumers.find(({ index }) => index !== undefined && String(index) === consumerIndex);
}

function consumerObjection({ consumerUrl, consumerIndex }: AuthnRequestFacts): string {
  if (consumerUrl !== undefined && consumerIndex !== undefined) return 'an address and an index at once';
  return consumerUrl === undefined
    ? `AssertionConsumerServiceIndex ${consumerIndex ?? ''} is none of the application's`
    : `AssertionConsumerServiceURL ${consumerUrl} is none of the application's: name it in its metadata or under "acs"`;
}

/** A signed message says where it was sent (Bindings 3.4.5.2 and 3.5.5.2), or it could be taken elsewhere. */
function destinationObjection({ destination }: AuthnRequestFacts, { sso, signed }: Expectation): string | undefined {
  if (destination === undefined) return signed ? 'the request is signed and has no Destination' : undefined;
  return destination === sso ? undefined : `Destination is ${destination}; expected ${sso}`;
}

export function instantObjection(issueInstant: string | undefined, now: number): string | undefined {
  const at = instantOf(issueInstant ?? '');
  if (at === undefined) return `IssueInstant ${issueInstant ?? 'missing'} is no time with its zone`;
  if (at > now + skewMs)
    return `issued at ${issueInstant}, which is still to come here (${new Date(now).toISOString()})`;
  if (at + requestLifeMs + skewMs < now)
    return `issued at ${issueInstant}, which is too long ago (${new Date(now).toISOString()} here)`;
  return undefined;
}
