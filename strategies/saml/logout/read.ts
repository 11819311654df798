// A logout message of an identity provider, from the browser's request to what it means. Until its signature holds and
// everything in it fits, nothing is taken and nothing ended.
import type { Element } from '@xmldom/xmldom';
import type { UpstreamLogout } from '../../../src/domain/strategy.ts';
import { type Fault, fault } from '../../../src/saml/fault.ts';
import { findMessageFault, findNameFault, findRequestFault } from '../../../src/saml/logout-checks.ts';
import { type LogoutRequestFacts, readLogoutRequest, readLogoutResponse } from '../../../src/saml/logout-facts.ts';
import { messageLifeMs, partialStatus, successStatus } from '../../../src/saml/logout-write.ts';
import { readNameId } from '../../../src/saml/name-id.ts';
import type { ReceivedMessage } from '../../../src/saml/receive.ts';
import { verifiedMessage } from '../../../src/saml/verify-message.ts';
import { attribute, children, namespaces, text } from '../../../src/saml/xml.ts';
import { decryptVerified } from '../encryption.ts';
import { decryptionKeys, type IdentityProvider } from '../parties.ts';
import { findDistrust, type SamlProfile } from '../return.ts';
import type { LogoutRecords } from './waiting.ts';

export interface LogoutProfile extends Pick<SamlProfile, 'options' | 'sp' | 'providers' | 'clock'> {
  readonly records: LogoutRecords;
}

export type ReadLogout =
  | { readonly type: 'answer'; readonly state: string; readonly ended: 'all' | 'partial' | 'failed' }
  | {
      readonly type: 'request';
      readonly id: string;
      readonly over: UpstreamLogout;
      readonly idp: IdentityProvider;
      readonly relayState: string | undefined;
    };

interface Verified {
  readonly type: 'verified';
  readonly root: Element;
  readonly idp: IdentityProvider;
}

export async function readLogout(profile: LogoutProfile, received: ReceivedMessage): Promise<ReadLogout | Fault> {
  const isRequest = received.parameter === 'SAMLRequest';
  const sender = isRequest ? await requestingProvider(profile, received) : await answeringProvider(profile, received);
  if ('type' in sender) return sender;
  const verified = await verifiedBy(profile, received, sender);
  if (verified.type === 'fault') return verified;
  return isRequest ? readRequest(profile, verified, received.relayState) : readAnswer(profile, verified);
}

/** One whose metadata is held: nobody makes us fetch anything by naming an identity provider. */
async function requestingProvider({ providers }: LogoutProfile, { root }: ReceivedMessage) {
  const named = children(root, namespaces.assertion, 'Issuer').map(text);
  const [issuer = '', ...others] = named;
  const held = others.length === 0 ? await providers.held(issuer) : undefined;
  return (
    held ?? fault('issuer', `Issuer ${named.join(', ') || 'missing'} is no identity provider known to this profile`)
  );
}

/** Whom the request was sent to that it answers, and never who it says it is from. */
async function answeringProvider({ providers, records }: LogoutProfile, { root }: ReceivedMessage) {
  const waiting = await records.find(idOf(root, 'InResponseTo'));
  if (waiting.type === 'fault') return waiting;
  const found = await providers.named(waiting.entityId);
  return found.type === 'provider' ? found.idp : fault('metadata', found.detail);
}

async function verifiedBy(
  { providers, clock }: LogoutProfile,
  received: ReceivedMessage,
  idp: IdentityProvider,
): Promise<Verified | Fault> {
  const distrust = findDistrust(idp, clock.now());
  if (distrust !== undefined) return distrust;
  const signed = verifiedMessage(received, idp.certificates);
  if (signed.type === 'signed') return { type: 'verified', root: signed.root, idp };
  // Perhaps it signs with a key that its metadata has named since.
  const next = signed.check === 'signature' ? await providers.renewed(idp) : undefined;
  if (next === undefined) return signed;
  const again = verifiedMessage(received, next.certificates);
  return again.type === 'fault' ? again : { type: 'verified', root: again.root, idp: next };
}

async function readRequest(
  profile: LogoutProfile,
  { root, idp }: Verified,
  relayState: string | undefined,
): Promise<ReadLogout | Fault> {
  const facts = readLogoutRequest(root);
  const expected = expectation(profile, idp);
  const broken = findMessageFault(facts, expected) ?? findRequestFault(facts, expected);
  if (broken !== undefined) return broken;
  const name = await nameOf(profile, facts);
  if (typeof name !== 'string') return name;
  if (idp.singleLogout === undefined) return fault('answer', `no address of ${idp.entityId} to answer to is known`);
  const id = facts.id ?? '';
  const replayed = await claimed(profile, idp, id);
  if (replayed !== undefined) return replayed;
  const over = { upstreamSessions: facts.sessionIndexes, subject: name, issuer: idp.entityId };
  return { type: 'request', id, over, idp, relayState };
}

async function readAnswer(profile: LogoutProfile, { root, idp }: Verified): Promise<ReadLogout | Fault> {
  const facts = readLogoutResponse(root);
  const broken = findMessageFault(facts, expectation(profile, idp));
  if (broken !== undefined) return broken;
  const replayed = await claimed(profile, idp, facts.id ?? '');
  if (replayed !== undefined) return replayed;
  const waiting = await profile.records.take(facts.inResponseTo ?? '');
  if (waiting.type === 'fault') return waiting;
  if (waiting.entityId !== idp.entityId) {
    return fault('in-response-to', 'the request was sent to another identity provider');
  }
  return { type: 'answer', state: waiting.state, ended: endedBy(facts.status) };
}

function endedBy([outer, ...inner]: readonly string[]): 'all' | 'partial' | 'failed' {
  if (inner.includes(partialStatus)) return 'partial';
  return outer === successStatus ? 'all' : 'failed';
}

/** Whom a request names, decrypted where it is encrypted. */
async function nameOf({ sp }: LogoutProfile, { nameIds, encryptedIds }: LogoutRequestFacts): Promise<string | Fault> {
  const [encrypted] = encryptedIds;
  const policy = { keys: decryptionKeys(sp), cbc: sp.acceptCbc };
  const hidden = encrypted && (await decryptVerified(encrypted, policy));
  if (hidden?.type === 'fault') return hidden;
  const element = hidden?.root;
  const isNameId = element?.namespaceURI === namespaces.assertion && element.localName === 'NameID';
  if (element !== undefined && !isNameId) return fault('encrypted-content', 'the decrypted text is no saml:NameID');
  const name = element === undefined ? (nameIds[0]?.value ?? '') : readNameId(element).value;
  return findNameFault(name) ?? name;
}

function claimed({ options, records }: LogoutProfile, { entityId }: IdentityProvider, id: string) {
  return records.claim(entityId, id, messageLifeMs / 1000 + 2 * options.clockSkewSeconds + 1);
}

function expectation({ options, sp, clock }: LogoutProfile, { entityId }: IdentityProvider) {
  const skewMs = options.clockSkewSeconds * 1000;
  return { sender: entityId, destination: sp.logout, now: clock.now(), skewMs };
}

function idOf(root: Element, name: string): string {
  const id = attribute(root, name) ?? '';
  return id.length <= 256 ? id : '';
}
