// Tells an application, server to server, that a session it was told of is over: a LogoutRequest by SOAP. SAML Bindings
// 3.2, SAML Profiles 4.4.3.
import { VestibuleError } from '../../domain/errors.ts';
import type { Participant, Told } from '../../domain/login.ts';
import { admitXml } from '../../saml/decode.ts';
import { logoutRequestXml, successStatus } from '../../saml/logout-write.ts';
import { attribute, children, everyElement, namespaces } from '../../saml/xml.ts';
import { addressesOf } from './addresses.ts';
import type { SamlDoorDeps } from './deps.ts';
import type { OwnKeys } from './own-keys.ts';
import type { Parties } from './parties.ts';
import { hasAsked } from './session-index.ts';
import { signed } from './sign.ts';

const timeoutMs = 3000;
const answerBounds = { characters: 64 * 1024, depth: 20, elements: 300, tag: 8192 };
const envelope = 'http://schemas.xmlsoap.org/soap/envelope/';

type Deps = Pick<
  SamlDoorDeps,
  'institutions' | 'publicUrl' | 'clock' | 'random' | 'outbound' | 'ephemeral' | 'sealing'
>;

export async function tellSignedOut(
  deps: Deps,
  parties: Parties,
  keys: OwnKeys,
  institution: string,
  { relyingParty, handle }: Participant,
): Promise<Told> {
  try {
    if (await hasAsked(deps, handle['sessionIndex'] ?? '')) return { type: 'told' };
    const config = deps.institutions.get(institution)?.config;
    const known = config && (await parties.byId(config, relyingParty));
    if (known?.type !== 'known')
      return { type: 'unreachable', detail: known?.detail ?? 'the application is not known any more' };
    const { soap, redirect, post } = known.provider.logout;
    if (soap === undefined) return { type: redirect === undefined && post === undefined ? 'cannot' : 'browser' };
    const { entityId: issuer } = addressesOf(deps.publicUrl, institution);
    const id = `_${deps.random.token(24)}`;
    const qualifiers =
      handle['qualified'] === 'true' ? { nameQualifier: issuer, spNameQualifier: known.provider.entityId } : {};
    const request = logoutRequestXml(
      { id, issuedAt: deps.clock.now(), destination: soap.url, issuer },
      { nameId: handle['nameId'] ?? '', format: handle['format'], ...qualifiers, sessionIndex: handle['sessionIndex'] },
    );
    const [key] = await keys.of(institution);
    return await sendSoap(deps, soap.url, id, signed(request, key));
  } catch (error) {
    if (!(error instanceof VestibuleError)) return { type: 'unreachable', detail: 'it could not be asked' };
    return { type: 'unreachable', detail: String(error.detail['rule'] ?? error.message) };
  }
}

async function sendSoap({ outbound }: Deps, url: string, id: string, request: string): Promise<Told> {
  const response = await outbound.fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'text/xml; charset=utf-8',
      soapaction: '"http://www.oasis-open.org/committees/security"',
    },
    body: `<soap:Envelope xmlns:soap="${envelope}"><soap:Body>${request}</soap:Body></soap:Envelope>`,
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (response.status !== 200) return { type: 'unreachable', detail: `it answered ${response.status}` };
  // What it says is for a person to read and opens nothing: its signature is not looked at, and TLS says who answers.
  const answer = admitXml(await response.text(), answerBounds);
  const root = answer.type === 'fault' ? null : answer.document.documentElement;
  const message =
    root === null ? undefined : [...everyElement(root)].find(({ localName }) => localName === 'LogoutResponse');
  if (message === undefined || attribute(message, 'InResponseTo') !== id) {
    return { type: 'unreachable', detail: 'what it answered is no LogoutResponse to the request' };
  }
  const [code] = children(message, namespaces.protocol, 'Status').flatMap((status) =>
    children(status, namespaces.protocol, 'StatusCode'),
  );
  const value = code && attribute(code, 'Value');
  return value === successStatus
    ? { type: 'told' }
    : { type: 'unreachable', detail: `it answered ${(value ?? 'no status').slice(0, 100)}` };
}
