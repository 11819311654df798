// A person signs out at the library: an application with a SOAP logout address is told from server to server.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, describe, test } from 'node:test';
import { signedText } from '../../src/saml/signed-xml.ts';
import { openBrowser } from '../support/browse.ts';
import {
  applicationKeys,
  authnRequest,
  catalogue,
  entityId,
  redirectTo,
  type SamlLibrary,
  type SamlParty,
  signInFor,
  startSamlLibrary,
  verifiedAssertion,
} from '../support/saml-door.ts';

describe('An application with a SOAP logout address', () => {
  let library: SamlLibrary;
  let server: Server;
  let received: string[] = [];
  let status = 200;

  before(async () => {
    server = createServer((req, res) => {
      let body = '';
      req.on('data', (chunk: Buffer) => {
        body += chunk.toString('utf8');
      });
      req.on('end', () => {
        received.push(body);
        const id = / ID="([^"]+)"/.exec(body)?.[1] ?? '';
        res.writeHead(status, { 'content-type': 'text/xml' });
        res.end(
          `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><samlp:LogoutResponse xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" InResponseTo="${id}"><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status></samlp:LogoutResponse></s:Body></s:Envelope>`,
        );
      });
    }).listen(0, '127.0.0.3');
    await once(server, 'listening');
    const at = `http://127.0.0.3:${(server.address() as AddressInfo).port}/slo`;
    library = await startSamlLibrary();
    const body = applicationKeys.certificate.replaceAll(/-----[^-]+-----|\s/g, '');
    const { id, name, release } = catalogue;
    const party: SamlParty = {
      kind: 'saml',
      id,
      name,
      release,
      metadata: `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}"><md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${body}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:SOAP" Location="${at}"/><md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://catalogue.example/slo"/><md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://catalogue.example/acs" index="0"/></md:SPSSODescriptor></md:EntityDescriptor>`,
    };
    await library.use(party);
  });
  after(async () => {
    await library.close();
    server.close();
    server.closeAllConnections();
  });
  afterEach(() => {
    received = [];
    status = 200;
  });

  test('gets a signed LogoutRequest with the names that it knows', async () => {
    const browser = openBrowser();
    const { xml } = await signInFor(redirectTo(library.sso, authnRequest(library)), browser);
    const certificate = await library.certificate();
    const { nameId, sessionIndex } = verifiedAssertion(xml, certificate);
    const confirm = await browser.follow(await browser.get(`${library.house.url}/demo/logout`));
    await browser.follow(await browser.submit(confirm));
    const [message = ''] = received;
    const request = message.slice(message.indexOf('<samlp:LogoutRequest'), message.indexOf('</soap:Body>'));
    const signature = request.slice(request.indexOf('<ds:Signature'), request.indexOf('</ds:Signature>') + 15);
    const signed = signedText(request, signature, [certificate]) ?? assert.fail(message);
    assert.ok(signed.includes(`>${nameId}</saml:NameID>`));
    assert.ok(signed.includes(`>${sessionIndex}</samlp:SessionIndex>`));
  });

  test('that asks for the sign-out itself is answered, and not told of it', async () => {
    const browser = openBrowser();
    const { xml } = await signInFor(redirectTo(library.sso, authnRequest(library)), browser);
    const { nameId } = verifiedAssertion(xml, await library.certificate());
    status = 500;
    const request = `<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_out" Version="2.0" IssueInstant="${new Date().toISOString()}" Destination="${library.slo}"><saml:Issuer>${entityId}</saml:Issuer><saml:NameID>${nameId}</saml:NameID></samlp:LogoutRequest>`;
    const address = redirectTo(library.slo, request, applicationKeys);
    const last = await browser.follow(await browser.get(address), (url) =>
      url.startsWith('https://catalogue.example/'),
    );
    assert.match(last.headers.get('location') ?? last.body, /^https:\/\/catalogue\.example\/slo\?SAMLResponse=/);
    assert.deepEqual(received, []);
  });
});
