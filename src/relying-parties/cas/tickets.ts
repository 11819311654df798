// Tickets, kept in `ephemeral`: names hashed, contents sealed, taken once on whichever node. CAS 3.0 section 3.
import type { CasDoorDeps } from './deps.ts';

/** What a service or proxy ticket stands for. */
export interface Ticket {
  readonly relyingParty: string;
  /** As `normalService` gives it. */
  readonly service: string;
  readonly sessionId: string;
  /** The person proved who she is for this very ticket. */
  readonly isFromNewLogin: boolean;
  /** Callbacks of the applications it came by, the nearest first; none for a service ticket. */
  readonly proxies: readonly string[];
}

/** What a proxy-granting ticket stands for. Good as long as the session it was made in. */
export interface Grant {
  readonly relyingParty: string;
  readonly sessionId: string;
  readonly proxies: readonly string[];
}

/** `ST`: for the application the browser goes to. `PT`: for one that another application speaks to. */
export type TicketKind = 'ST' | 'PT';

type Deps = Pick<CasDoorDeps, 'ephemeral' | 'sealing' | 'random'>;

const purpose = 'cas-ticket';
const grantPurpose = 'cas-grant';
/** 256 bits in hexadecimal: a ticket holds letters, digits and hyphens only (section 3.7). */
const randomBytes = 32;

export async function issueTicket(
  deps: Deps,
  institution: string,
  kind: TicketKind,
  ticket: Ticket,
  ttlSeconds: number,
): Promise<string> {
  const name = newName(deps, kind);
  const sealed = deps.sealing.seal(purpose, JSON.stringify(ticket));
  await deps.ephemeral.put(purpose, keyOf(deps, purpose, institution, name), sealed, ttlSeconds);
  return name;
}

/** Of any number of validations, on any node, one gets it; whatever comes of that one, the ticket is spent. */
export async function takeTicket(deps: Deps, institution: string, name: string): Promise<Ticket | undefined> {
  if (kindOf(name) === undefined) return undefined;
  const sealed = await deps.ephemeral.take(purpose, keyOf(deps, purpose, institution, name));
  return sealed === undefined ? undefined : (JSON.parse(deps.sealing.open(purpose, sealed)) as Ticket);
}

/** Undefined for what is no ticket of ours: it is not looked up. */
export function kindOf(name: string): TicketKind | undefined {
  const kind = /^(ST|PT)-[0-9a-f]{64}$/.exec(name)?.[1];
  return kind === 'ST' || kind === 'PT' ? kind : undefined;
}

export async function issueGrant(deps: Deps, institution: string, grant: Grant, ttlSeconds: number): Promise<string> {
  const name = newName(deps, 'PGT');
  const sealed = deps.sealing.seal(grantPurpose, JSON.stringify(grant));
  await deps.ephemeral.put(grantPurpose, keyOf(deps, grantPurpose, institution, name), sealed, ttlSeconds);
  return name;
}

export async function readGrant(deps: Deps, institution: string, name: string): Promise<Grant | undefined> {
  if (!/^PGT-[0-9a-f]{64}$/.test(name)) return undefined;
  const sealed = await deps.ephemeral.get(grantPurpose, keyOf(deps, grantPurpose, institution, name));
  return sealed === undefined ? undefined : (JSON.parse(deps.sealing.open(grantPurpose, sealed)) as Grant);
}

export async function dropGrant(deps: Deps, institution: string, name: string): Promise<void> {
  await deps.ephemeral.delete(grantPurpose, keyOf(deps, grantPurpose, institution, name));
}

/** Also the name under which an application finds the grant that was called in to it. */
export function newName({ random }: Pick<Deps, 'random'>, kind: TicketKind | 'PGT' | 'PGTIOU'): string {
  return `${kind}-${Buffer.from(random.bytes(randomBytes)).toString('hex')}`;
}

/** What is stored lets nobody in. */
function keyOf({ sealing }: Deps, of: string, institution: string, name: string): string {
  return sealing.hash(of, `${institution}\n${name}`);
}
