// What an application of the library asks for and is answered, by the addresses alone: parameters as a test writes them, and
// the ID token's claims where a code came back.
import { createHash } from 'node:crypto';
import type { Answer, Browser } from './browse.ts';
import type { InstitutionInput } from './vestibule.ts';

const redirectUri = 'https://catalogue.example/cb';
const verifier = 'v'.repeat(43);
const challenge = createHash('sha256').update(verifier).digest('base64url');

export const askingParty: NonNullable<InstitutionInput['relyingParties']>[number] = {
  kind: 'oidc',
  id: 'catalogue',
  name: 'Catalogue',
  redirectUris: [redirectUri],
  release: { subject: 'primary' },
};

export const isBackAtApplication = (location: string) => location.startsWith(redirectUri);

/** Where the browser ends: at a page of ours, or on its way to somebody else (`location`). */
export async function ask(
  house: { readonly url: string },
  browser: Browser,
  parameters: Readonly<Record<string, string>> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const url = new URL(`${house.url}/demo/oidc/auth`);
  const basic = {
    client_id: 'catalogue',
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid',
    state: 's',
  };
  const all = { ...basic, code_challenge: challenge, code_challenge_method: 'S256', nonce: 'n', ...parameters };
  for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value);
  return browser.follow(await browser.get(url.href, headers), (location) => !location.startsWith(house.url));
}

export function locationOf(answer: Answer): URL {
  const location = answer.headers.get('location');
  if (location === null) throw new Error(`A page, and no redirect: ${answer.status} ${answer.body.slice(0, 600)}`);
  return new URL(location, answer.url);
}

/** What the application is told: an error, or who came in; `raw` is the ID token as it came. */
export async function answerOf(
  house: { readonly url: string },
  answer: Answer,
  client = 'catalogue',
): Promise<Readonly<Record<string, unknown>>> {
  const { searchParams, href } = locationOf(answer);
  if (!isBackAtApplication(href)) throw new Error(`Not back at the application: ${href}`);
  const error = searchParams.get('error');
  if (error !== null) return { error, state: searchParams.get('state') };
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: client,
    code: searchParams.get('code') ?? '',
    redirect_uri: redirectUri,
    code_verifier: verifier,
  });
  const response = await fetch(`${house.url}/demo/oidc/token`, { method: 'POST', body });
  const { id_token: token } = (await response.json()) as { id_token?: string };
  const claims = JSON.parse(Buffer.from(token?.split('.')[1] ?? 'e30', 'base64url').toString()) as object;
  return { ...claims, raw: token };
}
