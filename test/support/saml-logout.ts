// Logout messages of an identity provider that says whatever a test wants, signed by either binding, and a profile that
// takes them.
import { createSign } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Request } from 'express';
import type { LogoutMessage, UpstreamSignOut } from '../../src/domain/strategy.ts';
import { type BenchSettings, type SamlBench, samlBench } from './saml-bench.ts';
import { type TestKeyPair, testKeyPair } from './saml-certificate.ts';
import { instant, sign, sp, type TestIdentityProvider } from './saml-idp.ts';

export const ownKeys = testKeyPair('library');
export const logoutUrl = 'https://idp.example/slo';
const persistent = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
const success = 'urn:oasis:names:tc:SAML:2.0:status:Success';

/** Everything a logout message says; null leaves the thing out. */
export interface LogoutParts {
  readonly id: string;
  readonly issuer: string | null;
  readonly destination: string | null;
  readonly issuedAt: string;
  /** XML of the name. */
  readonly name: string;
  readonly notOnOrAfter: string | null;
  readonly sessionIndexes: readonly string[];
  readonly inResponseTo: string | null;
  /** Status codes, the outer first. */
  readonly status: readonly string[];
  readonly version: string;
}

let serial = 0;

export function logoutParts(idp: TestIdentityProvider, now: number, changes: Partial<LogoutParts> = {}): LogoutParts {
  return {
    id: `_logout${++serial}`,
    issuer: idp.entityId,
    destination: sp.logout,
    issuedAt: instant(now),
    name: nameIdXml('alice@campus.example'),
    notOnOrAfter: instant(now, 60),
    sessionIndexes: ['session-1'],
    inResponseTo: null,
    status: [success],
    version: '2.0',
    ...changes,
  };
}

export function nameIdXml(value: string, format = persistent): string {
  return `<saml:NameID xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" Format="${format}">${value}</saml:NameID>`;
}

const attr = (name: string, value: string | null) => (value === null ? '' : ` ${name}="${value}"`);

function opening(element: string, parts: LogoutParts, more = ''): string {
  const issuer = parts.issuer === null ? '' : `<saml:Issuer>${parts.issuer}</saml:Issuer>`;
  return (
    `<samlp:${element} xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ` +
    `xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${parts.id}" Version="${parts.version}" ` +
    `IssueInstant="${parts.issuedAt}"${attr('Destination', parts.destination)}${more}>${issuer}`
  );
}

export function logoutRequestXml(parts: LogoutParts): string {
  const indexes = parts.sessionIndexes.map((index) => `<samlp:SessionIndex>${index}</samlp:SessionIndex>`).join('');
  const open = opening('LogoutRequest', parts, attr('NotOnOrAfter', parts.notOnOrAfter));
  return `${open}${parts.name}${indexes}</samlp:LogoutRequest>`;
}

export function logoutResponseXml(parts: LogoutParts): string {
  const status = parts.status.reduceRight(
    (inner, code) => `<samlp:StatusCode Value="${code}">${inner}</samlp:StatusCode>`,
    '',
  );
  const open = opening('LogoutResponse', parts, attr('InResponseTo', parts.inResponseTo));
  return `${open}<samlp:Status>${status}</samlp:Status></samlp:LogoutResponse>`;
}

export const signLogout = (xml: string, keys: TestKeyPair, parts?: Parameters<typeof sign>[3]): string =>
  sign(xml, xml.includes('<samlp:LogoutRequest') ? 'LogoutRequest' : 'LogoutResponse', keys, parts);

export const rsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';

export interface Query {
  readonly parameter: 'SAMLRequest' | 'SAMLResponse';
  readonly relayState?: string | undefined;
  readonly algorithm?: string;
  readonly hash?: string;
}

/** The query of the redirect binding, signed as SAML Bindings 3.4.4.1 says. */
export function signedQuery(xml: string, keys: TestKeyPair, query: Query): string {
  const { parameter, relayState, algorithm = rsaSha256, hash = 'sha256' } = query;
  const packed = deflateRawSync(Buffer.from(xml)).toString('base64');
  const signed = [
    `${parameter}=${encodeURIComponent(packed)}`,
    ...(relayState === undefined ? [] : [`RelayState=${encodeURIComponent(relayState)}`]),
    `SigAlg=${encodeURIComponent(algorithm)}`,
  ].join('&');
  return `${signed}&Signature=${encodeURIComponent(querySignature(signed, keys, hash))}`;
}

export function querySignature(signed: string, keys: TestKeyPair, hash = 'sha256'): string {
  return createSign(hash).update(signed).sign(keys.key).toString('base64');
}

/** A message as a browser brings it. */
export interface Brought {
  /** Of the address. */
  readonly query?: string;
  /** A form; without one the address is opened. */
  readonly body?: Readonly<Record<string, unknown>>;
}

export const byPost = (xml: string, parameter: Query['parameter'] = 'SAMLRequest'): Brought => ({
  body: { [parameter]: Buffer.from(xml).toString('base64') },
});

export interface LogoutBench extends SamlBench {
  bring(brought: Brought): Promise<LogoutMessage>;
}

export function logoutBench(idp: TestIdentityProvider, settings: BenchSettings = {}): LogoutBench {
  const manual = {
    entityId: idp.entityId,
    singleSignOnUrl: 'https://idp.example/sso',
    singleLogoutUrl: logoutUrl,
    certificates: [idp.keys.certificate],
  };
  const bench = samlBench(idp, {
    ...settings,
    options: {
      idp: manual,
      signing: { key: '${env:OWN}', certificate: ownKeys.certificate },
      ...settings.options,
    },
    secrets: { '${env:OWN}': ownKeys.key, ...settings.secrets },
  });
  const path = new URL(sp.logout).pathname;
  return {
    ...bench,
    async bring({ query, body }) {
      const originalUrl = query === undefined ? path : `${path}?${query}`;
      const request = { method: body === undefined ? 'GET' : 'POST', originalUrl, body };
      const { logoutMessage } = bench.built;
      if (logoutMessage === undefined) throw new Error('this profile takes no logout messages');
      return logoutMessage(request as Request);
    },
  };
}

/** The message that a sign-out of ours carries away, and its parameters. */
export function carried(sent: UpstreamSignOut): { readonly xml: string; readonly fields: ReadonlyMap<string, string> } {
  const fields = new Map(sent.type === 'post' ? Object.entries(sent.fields) : new URL(sent.url).searchParams.entries());
  const packed = Buffer.from(fields.get('SAMLRequest') ?? fields.get('SAMLResponse') ?? '', 'base64');
  return { xml: (sent.type === 'post' ? packed : inflateRawSync(packed)).toString('utf8'), fields };
}
