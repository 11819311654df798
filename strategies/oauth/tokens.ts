// What the token endpoint gave, and what it refused to give (RFC 6749 sections 5.1 and 5.2).
import { away, type Ended, invalid, plainWord } from './ended.ts';
import type { UpstreamAnswer } from './upstream.ts';

/** @throws Ended for everything that is not one bearer token */
export function accessTokenOf(answer: UpstreamAnswer, refusal: (answer: UpstreamAnswer) => Ended): string {
  const { json, status, host } = answer;
  if (status !== 200 || json?.['error'] !== undefined) throw refusal(answer);
  if (json === undefined) throw invalid(`${host} answered something else than JSON`);
  const { access_token: token, token_type: type } = json;
  // What a header may hold; it goes into one.
  if (typeof token !== 'string' || !/^[!-~]{1,4096}$/.test(token)) throw invalid(`${host} gave no access token`);
  if (type !== undefined && !(typeof type === 'string' && type.toLowerCase() === 'bearer')) {
    throw invalid(`${host} gave a token that is no bearer token`);
  }
  return token;
}

/** A refusal in the words of OAuth 2.0. */
export function oauthRefusal({ host, status, json }: UpstreamAnswer): Ended {
  const { error } = json ?? {};
  if (error === 'server_error' || error === 'temporarily_unavailable') return away(`${host} answered ${error}`);
  return invalid(`${host} answered ${status}${typeof error === 'string' ? `, ${plainWord(error)}` : ''}`);
}

/** Scalars as text; of a list its scalars. Objects have no text, and an empty text is no value. */
export function attributesOf(said: Readonly<Record<string, unknown>>): Record<string, readonly string[]> {
  const found = Object.entries(said).flatMap(([name, value]) => {
    const values = (Array.isArray(value) ? (value as readonly unknown[]) : [value]).flatMap(textOf);
    return values.length === 0 ? [] : [[name, values] as const];
  });
  return Object.fromEntries(found);
}

function textOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  return typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : [];
}
