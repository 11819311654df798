// A library whose SAML door is asked by applications, and what an application has to say and to read.
import { sign } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { signedText } from '../../src/saml/signed-xml.ts';
import { attribute, children, everyElement, namespaces, parseXml, text } from '../../src/saml/xml.ts';
import { type Answer, type Browser, openBrowser } from './browse.ts';
import { links, parse as parseForms } from './html-forms.ts';
import { libraryOf } from './institutions.ts';
import { type TestKeyPair, testKeyPair } from './saml-certificate.ts';
import { type InstitutionInput, type RunningVestibule, startVestibule, type VestibuleOptions } from './vestibule.ts';

export type SamlParty = Extract<NonNullable<InstitutionInput['relyingParties']>[number], { kind: 'saml' }>;

export const password = 'library-password';
export const applicationKeys: TestKeyPair = testKeyPair('application');
export const acs = 'https://catalogue.example/acs';
export const entityId = 'https://catalogue.example/sp';

export const catalogue: SamlParty = {
  kind: 'saml',
  id: 'catalogue',
  name: 'Catalogue',
  entityId,
  acs: [acs, 'https://catalogue.example/other'],
  certificates: [applicationKeys.certificate],
  singleLogoutUrl: 'https://catalogue.example/slo',
  release: {
    subject: ['BARCODE'],
    claims: { mail: 'email', displayName: 'name', eduPersonEntitlement: { value: ['a', 'b'] }, house: 'user_group' },
  },
};

export interface SamlLibrary {
  readonly house: RunningVestibule;
  readonly sso: string;
  readonly slo: string;
  readonly idp: string;
  use(...parties: readonly SamlParty[]): Promise<void>;
  /** PEM, from the metadata. */
  certificate(): Promise<string>;
  close(): Promise<void>;
}

export async function startSamlLibrary(options: Partial<VestibuleOptions> = {}): Promise<SamlLibrary> {
  const file = (parties: readonly SamlParty[]) => libraryOf({ relyingParties: [...parties] });
  const house = await startVestibule({ institutions: () => [file([catalogue])], ...options });
  await house.seed('demo', [
    {
      primaryIdentifier: 'p0001',
      password,
      name: { first: 'Ada', last: 'Löwe & <Söhne>' },
      emails: [{ address: 'ada@uni.example', preferred: true, types: [], segment: 'internal' }],
      identifiers: [{ type: 'BARCODE', value: '29301' }],
    },
    { primaryIdentifier: 'p0002', password },
  ]);
  const base = `${house.url}/demo/saml`;
  return {
    house,
    sso: `${base}/sso`,
    slo: `${base}/slo`,
    idp: `${base}/metadata`,
    use: (...parties) => house.load([file(parties)]),
    certificate: async () => certificatesIn(await (await fetch(`${base}/metadata`)).text())[0] ?? '',
    close: () => house.close(),
  };
}

export function certificatesIn(xml: string): string[] {
  return [...xml.matchAll(/<ds:X509Certificate>([^<]+)</g)].map(
    ([, body = '']) => `-----BEGIN CERTIFICATE-----\n${body.replaceAll(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`,
  );
}

export interface RequestParts {
  readonly id?: string;
  readonly issuer?: string;
  readonly destination?: string;
  readonly issueInstant?: string;
  readonly attributes?: string;
  readonly content?: string;
}

let count = 0;

export function authnRequest(library: Pick<SamlLibrary, 'sso'>, parts: RequestParts = {}): string {
  const {
    id = `_request${++count}`,
    issuer = entityId,
    destination = library.sso,
    attributes = '',
    content = '',
  } = parts;
  const at = parts.issueInstant ?? new Date().toISOString();
  return `<samlp:AuthnRequest xmlns:samlp="${namespaces.protocol}" xmlns:saml="${namespaces.assertion}" ID="${id}" Version="2.0" IssueInstant="${at}" Destination="${destination}" ${attributes}><saml:Issuer>${issuer}</saml:Issuer>${content}</samlp:AuthnRequest>`;
}

const rsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';

/** The address of the redirect binding; signed where a key is given. */
export function redirectTo(
  url: string,
  xml: string,
  { key, relayState, algorithm = rsaSha256 }: { key?: string; relayState?: string; algorithm?: string } = {},
): string {
  const packed = deflateRawSync(Buffer.from(xml, 'utf8')).toString('base64');
  const query = [
    `SAMLRequest=${encodeURIComponent(packed)}`,
    ...(relayState === undefined ? [] : [`RelayState=${encodeURIComponent(relayState)}`]),
    ...(key === undefined ? [] : [`SigAlg=${encodeURIComponent(algorithm)}`]),
  ].join('&');
  if (key === undefined) return `${url}?${query}`;
  const hash = algorithm.endsWith('sha1') ? 'sha1' : 'sha256';
  return `${url}?${query}&Signature=${encodeURIComponent(sign(hash, Buffer.from(query), key).toString('base64'))}`;
}

/** From the chooser or the password form to whatever comes after it. */
export async function typePassword(browser: Browser, page: Answer, name = 'p0001'): Promise<Answer> {
  const next = await browser.follow(await browser.submit(await browser.follow(page), { username: name, password }));
  const on = links(next.body).find((href) => href.includes('/login/continue'));
  return on === undefined ? next : browser.follow(await browser.get(new URL(on, next.url).href));
}

/** What is posted to an application. */
export interface Posted {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly xml: string;
}

export function postedBy(page: Answer): Posted {
  const form = parseForms(page.body).find(({ fields }) => 'SAMLResponse' in fields);
  if (form === undefined)
    throw new Error(`No SAMLResponse on ${page.url} (${page.status}): ${page.body.slice(0, 1500)}`);
  const xml = Buffer.from(form.fields['SAMLResponse'] ?? '', 'base64').toString('utf8');
  return { url: form.action, fields: form.fields, xml };
}

/** A whole sign-in by the library password. */
export async function signInFor(address: string, browser = openBrowser(), name = 'p0001'): Promise<Posted> {
  return postedBy(await typePassword(browser, await browser.get(address), name));
}

export interface ReadAssertion {
  readonly nameId: string;
  readonly format: string;
  readonly sessionIndex: string;
  readonly context: string;
  readonly audience: string;
  readonly recipient: string | undefined;
  readonly inResponseTo: string | undefined;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

/** Reads what the signature of the one assertion covers, and nothing else. */
export function verifiedAssertion(xml: string, certificate: string): ReadAssertion {
  const root = parseXml(xml)?.documentElement;
  const [assertion] =
    root == null ? [] : root.localName === 'Assertion' ? [root] : children(root, namespaces.assertion, 'Assertion');
  if (assertion === undefined) throw new Error(`No assertion: ${xml}`);
  const whole = xml.slice(
    xml.indexOf('<saml:Assertion'),
    xml.indexOf('</saml:Assertion>') + '</saml:Assertion>'.length,
  );
  const signature = whole.slice(
    whole.indexOf('<ds:Signature'),
    whole.indexOf('</ds:Signature>') + '</ds:Signature>'.length,
  );
  const signed = signedText(whole, signature, [certificate]);
  const read = signed === undefined ? undefined : parseXml(signed)?.documentElement;
  if (read == null) throw new Error('The assertion is not signed by the library');
  const all = [...everyElement(read)];
  const one = (name: string) => all.find(({ localName }) => localName === name);
  const textOf = (name: string) => text(one(name) ?? read);
  const data = one('SubjectConfirmationData');
  const statement = one('AuthnStatement');
  return {
    nameId: textOf('NameID'),
    format: attribute(one('NameID') ?? read, 'Format') ?? '',
    sessionIndex: (statement && attribute(statement, 'SessionIndex')) ?? '',
    context: textOf('AuthnContextClassRef'),
    audience: textOf('Audience'),
    recipient: data && attribute(data, 'Recipient'),
    inResponseTo: data && attribute(data, 'InResponseTo'),
    attributes: Object.fromEntries(
      all
        .filter(({ localName }) => localName === 'Attribute')
        .map((element) => [attribute(element, 'Name') ?? '', children(element).map(text)]),
    ),
  };
}

/** The status codes of a response, from the outer to the inner one. */
export function statusOf(xml: string): readonly string[] {
  return [...xml.matchAll(/<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2\.0:status:(\w+)"/g)].map(
    ([, code = '']) => code,
  );
}

/** The message of an address of the redirect binding. */
export function messageIn(address: string): string {
  const { searchParams } = new URL(address);
  const packed = searchParams.get('SAMLResponse') ?? searchParams.get('SAMLRequest') ?? '';
  return inflateRawSync(Buffer.from(packed, 'base64')).toString('utf8');
}
