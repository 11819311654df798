// A message of an application, from the browser's request to what is verified: who sent it, and what of it may be read.
// Nothing here is taken or answered.

import type { Element } from '@xmldom/xmldom';
import type { Request } from 'express';
import type { InstitutionConfig } from '../../../config/schema.ts';
import { type Fault, fault } from '../../saml/fault.ts';
import { type Receivable, receiveMessage } from '../../saml/receive.ts';
import { carriesSignature, verifiedMessage } from '../../saml/verify-message.ts';
import { children, namespaces, text } from '../../saml/xml.ts';
import type { KnownParty, Parties } from './parties.ts';

export interface VerifiedRequest {
  readonly type: 'verified';
  readonly known: KnownParty;
  readonly root: Element;
  readonly signed: boolean;
  readonly relayState: string | undefined;
}

/** What was refused, and of which application as far as that is known. */
export interface RefusedRequest {
  readonly type: 'refused';
  readonly relyingParty: string | undefined;
  readonly fault: Fault;
}

export function refusedFor(relyingParty: string | undefined, why: Fault): RefusedRequest {
  return { type: 'refused', relyingParty, fault: why };
}

export async function requestMessage(
  parties: Parties,
  config: InstitutionConfig,
  { method, originalUrl, body }: Pick<Request, 'method' | 'originalUrl' | 'body'>,
  receivable: Receivable,
): Promise<VerifiedRequest | RefusedRequest> {
  const received = receiveMessage({ method, originalUrl, body: body as unknown }, receivable);
  if (received.type === 'fault') return refusedFor(undefined, received);
  const [issuer = '', ...others] = children(received.root, namespaces.assertion, 'Issuer').map(text);
  if (others.length > 0) return refusedFor(undefined, fault('issuer', 'more than one Issuer'));
  const known = await parties.named(config, issuer);
  if (known.type === 'fault') return refusedFor(undefined, known);
  const { party, provider } = known;
  const signed = carriesSignature(received);
  const mustSign = !receivable.unsigned || party.requireSignedRequests || provider.signsRequests;
  if (!signed) {
    return mustSign
      ? refusedFor(party.id, fault('unsigned', 'the request is not signed, and has to be'))
      : { type: 'verified', known, root: received.root, signed, relayState: received.relayState };
  }
  if (provider.certificates.length === 0) {
    return refusedFor(
      party.id,
      fault('signature', 'the request is signed, and no certificate of the application is known'),
    );
  }
  const verified = verifiedMessage(received, provider.certificates);
  if (verified.type === 'fault') return refusedFor(party.id, verified);
  return { type: 'verified', known, root: verified.root, signed, relayState: received.relayState };
}
