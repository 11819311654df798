// What a flow test asks of the end of a sign-in: the page, the code on it, the trace behind that, and whether there is
// a session.
import assert from 'node:assert/strict';
import { explainTrace } from '../../src/resolution/explain.ts';
import type { Answer, Browser } from './browse.ts';
import { referenceOf } from './reference.ts';
import type { RunningVestibule } from './vestibule.ts';

/** A library on one address, and a node to read its traces from. */
export interface House {
  readonly url: string;
  readonly parts: RunningVestibule['parts'];
}

/** The trace behind a page's code, as staff read it. */
export async function traceOf({ parts }: House, body: string): Promise<string> {
  const code = referenceOf(body);
  assert.ok(code !== undefined, `no reference code on the page: ${body.slice(0, 1500)}`);
  const trace = await parts.store.journal.anyTrace(code);
  assert.ok(trace !== undefined, `no trace ${code}`);
  return explainTrace(trace);
}

/** Nobody is signed in; the page has this status and a code, and the trace behind it says why. */
export async function assertRefused(
  house: House,
  browser: Browser,
  page: Answer,
  expected: { readonly status: number; readonly code: string; readonly trace?: RegExp },
): Promise<string> {
  const trace = await traceOf(house, page.body);
  assert.match(trace, new RegExp(`Outcome +${expected.code}\\b`));
  if (expected.trace !== undefined) assert.match(trace, expected.trace);
  assert.equal(page.status, expected.status);
  assert.match(page.body, /<main/);
  assert.equal(browser.cookies(house.url).has('vst-demo-session'), false, 'a session cookie was set');
  assert.equal((await meOf(house, browser)).signedIn, false);
  return trace;
}

export interface Me {
  readonly signedIn: boolean;
  readonly user?: string;
  readonly primaryIdentifier?: string;
  readonly profile?: string;
  readonly matchedIdentifier?: { readonly type: string; readonly value: string };
}

export async function meOf({ url }: Pick<House, 'url'>, browser: Browser): Promise<Me> {
  return JSON.parse((await browser.get(`${url}/demo/me`, { accept: 'application/json' })).body) as Me;
}
