// Metadata documents of test identity providers, and a server that publishes them: by one address, and by MDQ.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Outbound } from '../../src/domain/ports/outbound.ts';
import { createOutbound } from '../../src/outbound/outbound.ts';
import { type TestKeyPair, testKeyPair } from './saml-certificate.ts';
import { type SigningParts, sign } from './saml-idp.ts';

/** Everything a document says. Texts are XML as it shall stand there. */
export interface MetadataParts {
  readonly entityId: string;
  /** PEM and use; a use of `''` leaves the attribute out. */
  readonly keys: readonly (readonly [certificate: string, use: string])[];
  readonly id: string;
  readonly validUntil: string | undefined;
  readonly cacheDuration: string | undefined;
  readonly scopes: readonly string[];
  /** Inside the role's Extensions, before the scopes. */
  readonly extensions: string;
  readonly locations: readonly (readonly [binding: 'Redirect' | 'POST', location: string])[];
  readonly role: string;
}

export const federationKeys = testKeyPair('federation operator');

export function metadataXml(parts: Partial<MetadataParts> & Pick<MetadataParts, 'entityId' | 'keys'>): string {
  const {
    entityId,
    keys,
    id = '_metadata',
    validUntil = '2026-03-12T09:00:00Z',
    cacheDuration,
    scopes = [],
    extensions = '',
    locations = [
      ['Redirect', 'https://idp.example/sso'],
      ['POST', 'https://idp.example/post'],
    ],
    role = 'IDPSSODescriptor',
  } = parts;
  const attr = (name: string, value: string | undefined) => (value === undefined ? '' : ` ${name}="${value}"`);
  const inside = `${extensions}${scopes.map((scope) => `<shibmd:Scope regexp="false">${scope}</shibmd:Scope>`).join('')}`;
  return (
    '<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" ' +
    'xmlns:mdui="urn:oasis:names:tc:SAML:metadata:ui" xmlns:shibmd="urn:mace:shibboleth:metadata:1.0" ' +
    `ID="${id}" entityID="${entityId}"${attr('validUntil', 'validUntil' in parts ? parts.validUntil : validUntil)}` +
    `${attr('cacheDuration', cacheDuration)}>` +
    `<md:${role} protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">` +
    (inside === '' ? '' : `<md:Extensions>${inside}</md:Extensions>`) +
    keys.map(([certificate, use]) => keyXml(certificate, use)).join('') +
    locations
      .map(
        ([binding, location]) =>
          `<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-${binding}" Location="${location}"/>`,
      )
      .join('') +
    `</md:${role}></md:EntityDescriptor>`
  );
}

function keyXml(certificate: string, use: string): string {
  const body = certificate.replaceAll(/-----[^-]+-----|\s/g, '');
  return (
    `<md:KeyDescriptor${use === '' ? '' : ` use="${use}"`}><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${body}` +
    '</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>'
  );
}

export function signMetadata(xml: string, keys: TestKeyPair = federationKeys, parts: SigningParts = {}): string {
  return sign(xml, 'EntityDescriptor', keys, parts);
}

export interface Published {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Takes the connection and never answers. */
  readonly hangs?: boolean;
}

export interface MetadataServer {
  readonly url: string;
  readonly outbound: Outbound;
  /** Paths and conditions asked for so far. */
  readonly asked: readonly { readonly path: string; readonly headers: IncomingMessage['headers'] }[];
  /** What stands at a path from now on; undefined: nothing. */
  publish(path: string, answer: Published | string | undefined): void;
  /** What MDQ answers for an entity. */
  publishEntity(entityId: string, answer: Published | string | undefined): void;
  close(): Promise<void>;
}

export async function startMetadataServer(): Promise<MetadataServer> {
  const answers = new Map<string, Published>();
  const asked: { path: string; headers: IncomingMessage['headers'] }[] = [];
  const server: Server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push({ path, headers: request.headers });
    const answer = answers.get(path);
    if (answer?.hangs) return;
    const { etag } = answer?.headers ?? {};
    if (etag !== undefined && request.headers['if-none-match'] === etag) {
      response.writeHead(304).end();
      return;
    }
    const headers = { 'content-type': 'application/samlmetadata+xml', ...answer?.headers };
    response.writeHead(answer?.status ?? (answer === undefined ? 404 : 200), headers).end(answer?.body ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const publish: MetadataServer['publish'] = (path, answer) => {
    if (answer === undefined) answers.delete(path);
    else answers.set(path, typeof answer === 'string' ? { body: answer } : answer);
  };
  return {
    url,
    outbound: createOutbound({ allow: ['127.0.0.0/8'] }),
    asked,
    publish,
    publishEntity: (entityId, answer) => publish(`/entities/${encodeURIComponent(entityId)}`, answer),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
