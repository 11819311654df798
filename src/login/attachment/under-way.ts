// Attachments under way: kept in `ephemeral`, bound to one browser, one user and one purpose, taken once. Each step of one
// has a record of its own under a new handle, so that none can be skipped or done again.
import type { Request } from 'express';
import { VestibuleError } from '../../domain/errors.ts';
import type { Ephemeral } from '../../domain/ports/ephemeral.ts';
import type { Random } from '../../domain/ports/random.ts';
import type { Visit } from '../../web/visit.ts';

const space = 'attachment';
/** A fresh proof counts for so long: until what it was for is done. */
export const proofSeconds = 300;

/** What a person proves herself for. */
export type Goal =
  | { readonly type: 'attach'; readonly profile: string }
  | { readonly type: 'detach'; readonly profile: string; readonly identifier: string };

/** By what she proved it: a profile, and which of her identifiers that led to. */
export interface Proof {
  readonly profile: string;
  readonly identifier: string;
}

interface Bound {
  readonly institution: string;
  /** Hash of the binding cookie. */
  readonly browser: string;
  readonly userId: string;
  /** Session epoch of the user when it was begun: once her sessions are over, so is this. */
  readonly epoch: number;
}

export type UnderWay = Bound &
  (
    | { readonly type: 'invited'; readonly profile: string; readonly invitation: string }
    /** The signed-in person has to prove again who she is. */
    | { readonly type: 'prove'; readonly session: string; readonly goal: Goal }
    /** She did, for this and nothing else. */
    | {
        readonly type: 'proved';
        readonly session: string;
        readonly goal: Goal;
        /** Epoch milliseconds. */
        readonly provedAt: number;
        readonly proof: Proof;
      }
  );

export interface UnderWayDeps {
  readonly ephemeral: Ephemeral;
}

/** @returns the handle, which stands in addresses and in `LoginRequest.attachment` */
export async function beginUnderWay(
  { ephemeral, random }: UnderWayDeps & { readonly random: Random },
  underWay: UnderWay,
  seconds: number,
): Promise<string> {
  const handle = random.token();
  await ephemeral.put(space, handle, JSON.stringify(underWay), seconds);
  return handle;
}

/** Looks without spending. @throws VestibuleError VST_ATTEMPT_EXPIRED, VST_ATTEMPT_OTHER_BROWSER */
export async function readUnderWay({ ephemeral }: UnderWayDeps, visit: Visit, handle: unknown): Promise<UnderWay> {
  return checked(visit, isHandle(handle) ? await ephemeral.get(space, handle) : undefined);
}

/**
 * Spends it: of any number who do, one goes on. Another browser spends nothing.
 *
 * @throws VestibuleError VST_ATTEMPT_EXPIRED, VST_ATTEMPT_OTHER_BROWSER
 */
export async function takeUnderWay({ ephemeral }: UnderWayDeps, visit: Visit, handle: unknown): Promise<UnderWay> {
  await readUnderWay({ ephemeral }, visit, handle);
  return checked(visit, isHandle(handle) ? await ephemeral.take(space, handle) : undefined);
}

/** The one that an address names. @throws VestibuleError VST_ATTEMPT_EXPIRED */
export function handleOf({ query: { a: handle } }: Pick<Request, 'query'>): string {
  if (typeof handle === 'string') return handle;
  throw new VestibuleError('VST_ATTEMPT_EXPIRED', 'The address names no attachment.');
}

function isHandle(handle: unknown): handle is string {
  return typeof handle === 'string' && /^[\w-]{20,64}$/.test(handle);
}

function checked(visit: Visit, stored: string | undefined): UnderWay {
  const underWay = stored === undefined ? undefined : (JSON.parse(stored) as UnderWay);
  if (underWay === undefined || underWay.institution !== visit.institution.slug)
    throw new VestibuleError('VST_ATTEMPT_EXPIRED', 'No such attachment: it ended, was used, or took too long.');
  if (underWay.browser !== visit.browser())
    throw new VestibuleError('VST_ATTEMPT_OTHER_BROWSER', 'The attachment was begun in another browser.');
  return underWay;
}
