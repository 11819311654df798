// The end of a session, both ways: `/logout`, by which an application sends a person to our sign-out, and the LogoutRequest
// by which applications are told. CAS 3.0 section 2.3.
import type { Request, Response } from 'express';
import { VestibuleError } from '../../domain/errors.ts';
import type { Participant, Told } from '../../domain/login.ts';
import { configOf } from './config-of.ts';
import type { CasDoorDeps } from './deps.ts';
import { one, queryOf } from './entrance.ts';
import { casPartyOf, serviceOf } from './services.ts';
import { writeXml } from './xml.ts';

/** An application answers at once or is not waited for. */
const tellMs = 2500;
const protocol = 'urn:oasis:names:tc:SAML:2.0:protocol';
const assertion = 'urn:oasis:names:tc:SAML:2.0:assertion';

/** Any site may lead a browser here: the person is asked. An address that is not registered leads nowhere afterwards. */
export function logout(deps: CasDoorDeps, slug: string, req: Request, res: Response): void {
  const query = queryOf(req);
  // `url` is what protocol 2 called it.
  const wanted = one(query, 'service') ?? one(query, 'url');
  const service = wanted === undefined ? undefined : serviceOf(configOf(deps, slug), wanted);
  deps.askSignOut(req, res, service && { relyingParty: service.party.id, uri: service.url });
}

/** Nobody signs it: what proves it is the ticket, which only the application, the browser and we have seen. */
export async function tellSignedOut(
  deps: Pick<CasDoorDeps, 'institutions' | 'outbound' | 'clock' | 'random'>,
  institution: string,
  participant: Participant,
): Promise<Told> {
  const { service, ticket } = participant.handle;
  const config = deps.institutions.get(institution)?.config;
  const party = config && casPartyOf(config, participant.relyingParty);
  if (config === undefined || party?.singleLogout !== true) return { type: 'cannot' };
  if (service === undefined || ticket === undefined || serviceOf(config, service)?.party.id !== party.id) {
    return { type: 'cannot' };
  }
  const body = new URLSearchParams({ logoutRequest: logoutRequest(deps, ticket) });
  try {
    const { status } = await deps.outbound.fetch(party.logoutUrl ?? service, {
      method: 'POST',
      body,
      signal: AbortSignal.timeout(tellMs),
    });
    return status < 300 ? { type: 'told' } : { type: 'unreachable', detail: `answered ${status}` };
  } catch (error) {
    const rule = error instanceof VestibuleError ? error.detail['rule'] : undefined;
    return { type: 'unreachable', detail: typeof rule === 'string' ? rule : 'failed' };
  }
}

function logoutRequest({ clock, random }: Pick<CasDoorDeps, 'clock' | 'random'>, ticket: string): string {
  const attributes = { ID: `_${random.token(24)}`, Version: '2.0', IssueInstant: new Date(clock.now()).toISOString() };
  const content = [
    // The protocol leaves it unused, and so nobody is named here.
    { name: 'saml:NameID', content: '@NOT_USED@' },
    { name: 'samlp:SessionIndex', content: ticket },
  ];
  return writeXml({ name: 'samlp:LogoutRequest', attributes, content }, { samlp: protocol, saml: assertion });
}
