// What a verified logout message must say. SAML Core 3.2, 3.7; SAML Profiles 4.4.
import { type Fault, fault } from './fault.ts';
import { instantOf, outsideWindow } from './instant.ts';
import type { LogoutRequestFacts, MessageFacts } from './logout-facts.ts';
import { messageLifeMs } from './logout-write.ts';

export interface ExpectedMessage {
  /** Entity id of who sends it. */
  readonly sender: string;
  /** Our address for logout messages. */
  readonly destination: string;
  readonly now: number;
  readonly skewMs: number;
}

const idMax = 256;
const nameIdMax = 1024;
const sessionIndexesMax = 50;
const sessionIndexMax = 1024;

export function findMessageFault(facts: MessageFacts, expected: ExpectedMessage): Fault | undefined {
  const { id, version, issuers, destination, issuedAt } = facts;
  if (version !== '2.0') return fault('version', `Version is ${version ?? 'missing'}; expected 2.0`);
  if (id === undefined || id === '' || id.length > idMax) return fault('id', `no ID, or longer than ${idMax}`);
  const [issuer, ...others] = issuers;
  if (issuer !== expected.sender || others.length > 0) {
    return fault('issuer', `Issuer is ${issuers.join(', ') || 'missing'}; expected ${expected.sender}`);
  }
  // 3.4.5.2, 3.5.5.2: a signed message names where it is for.
  if (destination !== expected.destination) {
    return fault('destination', `Destination is ${destination ?? 'missing'}; expected ${expected.destination}`);
  }
  const issued = instantOf(issuedAt ?? '');
  if (issued === undefined) return fault('time', `IssueInstant is ${issuedAt ?? 'missing'}`);
  const life = { notBefore: issuedAt, notOnOrAfter: new Date(issued + messageLifeMs).toISOString() };
  const stale = outsideWindow(life, expected.now, expected.skewMs);
  return stale === undefined ? undefined : fault('time', `IssueInstant ${issuedAt}: ${stale}`);
}

/** Of a request, beside what holds for every message; whom it names is looked at apart. */
export function findRequestFault(facts: LogoutRequestFacts, { now, skewMs }: ExpectedMessage): Fault | undefined {
  const stale = outsideWindow({ notOnOrAfter: facts.notOnOrAfter }, now, skewMs);
  if (stale !== undefined) return fault('time', stale);
  const named = facts.nameIds.length + facts.encryptedIds.length;
  if (named !== 1) return fault('name-id', `${named} names of a person; expected exactly one`);
  const { sessionIndexes } = facts;
  if (sessionIndexes.length > sessionIndexesMax)
    return fault('session-index', `more than ${sessionIndexesMax} sessions`);
  return sessionIndexes.some((index) => index === '' || index.length > sessionIndexMax)
    ? fault('session-index', `an empty SessionIndex, or one longer than ${sessionIndexMax}`)
    : undefined;
}

export function findNameFault(name: string): Fault | undefined {
  if (name === '') return fault('name-id', 'NameID is empty');
  return Array.from(name).length > nameIdMax
    ? fault('name-id', `NameID is longer than ${nameIdMax} characters`)
    : undefined;
}
