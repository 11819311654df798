// An application that asks for a sign-out, and where it wants the person back. What it may is looked up when she goes
// back: a client that was switched off meanwhile, or an address that it has no more, gets nobody.
import type { RelyingParty } from '../../../config/schema.ts';
import { VestibuleError } from '../../domain/errors.ts';
import type { Sealing } from '../../domain/ports/sealing.ts';
import { isServiceWithin } from '../../domain/service-url.ts';
import type { Visit } from '../../web/visit.ts';

export interface AskedBy {
  readonly relyingParty: string;
  /** One of its registered addresses. */
  readonly uri?: string | undefined;
  /** Its own, given back with her. */
  readonly state?: string | undefined;
}

export interface AskingApplication {
  readonly id: string;
  readonly name: string;
  /** Where she may go back to. */
  readonly href: string | undefined;
}

const purpose = 'sign-out-asked';

/** A text that carries it through the page that asks the person, without a record that anybody could have us keep. */
export function sealAsked(sealing: Sealing, institution: string, asked: AskedBy): string {
  return sealing.seal(purpose, JSON.stringify({ institution, ...asked }));
}

/** @returns undefined for what is not ours, or another institution's */
export function openAsked(sealing: Sealing, institution: string, sealed: unknown): AskedBy | undefined {
  if (typeof sealed !== 'string' || sealed === '') return undefined;
  try {
    const { institution: of, ...asked } = JSON.parse(sealing.open(purpose, sealed)) as AskedBy & {
      readonly institution: string;
    };
    return of === institution ? asked : undefined;
  } catch (error) {
    if (error instanceof VestibuleError && error.code === 'VST_SEAL_BROKEN') return undefined;
    throw error;
  }
}

export function askingApplication(visit: Visit, asked: AskedBy | undefined): AskingApplication | undefined {
  const party = visit.institution.config.relyingParties.find(
    ({ id, enabled }) => enabled && id === asked?.relyingParty,
  );
  if (asked === undefined || party === undefined) return undefined;
  const { uri } = asked;
  const isRegistered = uri !== undefined && isAddressOf(party, uri);
  return { id: party.id, name: visit.text(party.name), href: isRegistered ? withState(uri, asked.state) : undefined };
}

function isAddressOf(party: RelyingParty, uri: string): boolean {
  if (party.kind === 'oidc') return party.postLogoutRedirectUris.includes(uri);
  if (party.kind === 'cas') return party.services.some((service) => isServiceWithin(uri, service));
  // The only address of ours that such an application has: there it gets its answer.
  if (party.kind === 'saml') return /^\/[^/]+\/saml\/slo\/answer$/.test(new URL(uri).pathname);
  return false;
}

function withState(uri: string, state: string | undefined): string {
  const back = new URL(uri);
  if (state !== undefined) back.searchParams.set('state', state);
  return back.href;
}
