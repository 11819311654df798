// An application that asks by CAS, by the addresses alone: parameters as a test writes them, answers as they come.
import type { Answer, Browser } from './browse.ts';
import { libraryOf } from './institutions.ts';
import type { InstitutionInput } from './vestibule.ts';

type Party = Extract<NonNullable<InstitutionInput['relyingParties']>[number], { kind: 'cas' }>;

export const service = 'https://catalogue.example/app/';
export const password = 'correct horse battery staple';

export const casParty: Party = {
  kind: 'cas',
  id: 'catalogue',
  name: 'Catalogue',
  services: ['https://catalogue.example/app'],
  release: {
    subject: 'primary',
    claims: { name: 'name', card: { identifier: 'BARCODE', all: true }, mail: 'email', blocked: 'blocked' },
  },
};

export function casLibrary(more: Partial<Party> = {}, others: readonly Party[] = []): InstitutionInput {
  return libraryOf({ relyingParties: [{ ...casParty, ...more }, ...others] });
}

export const ada = {
  primaryIdentifier: 'p0001',
  name: { first: 'Ada', last: 'O’Hara <&> "Söhne"' },
  password,
  identifiers: [
    { type: 'BARCODE', value: '29301' },
    { type: 'BARCODE', value: '29302' },
  ],
  emails: [{ address: 'ada@uni.example', preferred: true, types: [], segment: 'internal' as const }],
};

interface House {
  readonly url: string;
}

/** The address that an application sends a browser to. */
export function loginUrl(house: House, parameters: Readonly<Record<string, string>>): string {
  return `${house.url}/demo/cas/login?${new URLSearchParams(parameters).toString()}`;
}

/** Where the browser ends: at a page of ours, or on its way to somebody else. */
export async function toLogin(
  house: House,
  browser: Browser,
  parameters: Readonly<Record<string, string>> = { service },
): Promise<Answer> {
  const away = (location: string) => !location.startsWith(house.url);
  return browser.follow(await browser.get(loginUrl(house, parameters)), away);
}

/** Signs in with the library password on the page that is shown. */
export async function withPassword(
  house: House,
  browser: Browser,
  page: Answer,
  fields: Readonly<Record<string, string>> = { username: 'p0001', password },
): Promise<Answer> {
  const away = (location: string) => !location.startsWith(house.url);
  const done = await browser.follow(await browser.submit(page, fields), away);
  const onward = /http-equiv="refresh" content="0; url=([^"]+)"/.exec(done.body)?.[1];
  return onward === undefined ? done : browser.follow(await browser.get(new URL(onward, done.url).href), away);
}

/** A ticket of a person who signs in for it, or who is signed in already. */
export async function ticketFor(
  house: House,
  browser: Browser,
  parameters: Readonly<Record<string, string>> = { service },
): Promise<string> {
  const landed = await toLogin(house, browser, parameters);
  const answer = landed.status === 200 ? await withPassword(house, browser, landed) : landed;
  const ticket = new URL(answer.headers.get('location') ?? 'none:').searchParams.get('ticket');
  if (ticket === null) throw new Error(`No ticket: ${answer.status} ${answer.headers.get('location')}`);
  return ticket;
}

/** As the application asks, from its server. */
export async function validated(
  house: House,
  path: string,
  parameters: Readonly<Record<string, string>>,
): Promise<string> {
  const response = await fetch(`${house.url}/demo/cas${path}?${new URLSearchParams(parameters).toString()}`);
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
  return response.text();
}

/** The code of a refusal, or `success`. */
export function outcomeOf(body: string): string {
  if (body.includes('authenticationSuccess') || body.includes('proxySuccess')) return 'success';
  return /code="([A-Z_]+)"/.exec(body)?.[1] ?? body;
}

export const samlRequest = (ticket: string, id = '_q1'): string =>
  `<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Header/><SOAP-ENV:Body><samlp:Request xmlns:samlp="urn:oasis:names:tc:SAML:1.0:protocol" MajorVersion="1" MinorVersion="1" RequestID="${id}" IssueInstant="2026-01-01T00:00:00Z"><samlp:AssertionArtifact>${ticket}</samlp:AssertionArtifact></samlp:Request></SOAP-ENV:Body></SOAP-ENV:Envelope>`;
