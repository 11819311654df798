// SimpleSAMLphp as the campus of a library, and the profile by which the library asks it.
import type { Answer, Browser } from './browse.ts';
import { links, parse as parseForms } from './html-forms.ts';
import { testKeyPair } from './saml-certificate.ts';
import type { CampusPerson, SimpleSamlPhp } from './simplesamlphp.ts';
import type { InstitutionInput } from './vestibule.ts';

type Profile = InstitutionInput['loginProfiles'][number];
export type SamlProfile = Extract<Profile, { kind: 'saml' }>;

export const libraryKeys = testKeyPair('library');
/** What the profile's references read. */
export const samlSecrets = { SAML_KEY: libraryKeys.key };

export function samlProfile(metadata: string, more: Partial<SamlProfile> = {}): SamlProfile {
  return {
    id: 'campus',
    kind: 'saml',
    label: 'Campus',
    metadata,
    match: { from: { attribute: 'studentNumber' }, to: 'STUDENT_NO' },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
    signing: { key: '${env:SAML_KEY}', certificate: libraryKeys.certificate },
    ...more,
  };
}

/** The library as its identity provider knows it; the address is Vestibule's. */
export function knownLibrary(url: string) {
  const base = `${url}/demo/login/campus`;
  return {
    entityId: `${base}/metadata`,
    acs: `${base}/callback`,
    certificate: libraryKeys.certificate,
    insistOnSignedRequests: true,
  };
}

export const campusAccount = (name: string, attributes: Readonly<Record<string, readonly string[]>>): CampusPerson => ({
  name,
  password: `${name}pw`,
  attributes,
});

/** A response that the campus made for this browser, and where it goes. */
export interface CampusResponse {
  readonly acs: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** From any page of the library: to the campus, the name and password typed there, up to the response. */
export async function campusResponse(browser: Browser, from: Answer, account: string): Promise<CampusResponse> {
  let page = await browser.follow(from);
  if (page.body.includes('name="SAMLRequest"')) page = await browser.follow(await browser.submit(page));
  if (page.body.includes('name="password"') && page.body.includes('AuthState')) {
    page = await browser.follow(await browser.submit(page, { username: account, password: `${account}pw` }));
  }
  const form = parseForms(page.body).find(({ fields }) => 'SAMLResponse' in fields);
  if (form === undefined) throw new Error(`No SAMLResponse on ${page.url}: ${page.body.slice(0, 2000)}`);
  return { acs: form.action, fields: form.fields };
}

/** Posts a response as the campus's page would, and goes where that leads. */
export async function deliver(
  browser: Browser,
  { acs, fields }: CampusResponse,
  campus: SimpleSamlPhp,
): Promise<Answer> {
  return browser.follow(await browser.post(acs, fields, campus.entityId));
}

/** The link to the campus on a chooser page. */
export function campusLink(page: Answer): string {
  const href = links(page.body).find((link) => link.includes('/login/campus'));
  if (href === undefined) throw new Error(`No link to the campus on ${page.url}`);
  return new URL(href, page.url).href;
}
