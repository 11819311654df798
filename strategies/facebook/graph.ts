// The Graph API: what it says instead of an answer, and whom it names. Pure.
import type { Assertion } from '../../src/domain/assertion.ts';
import { away, Ended, invalid, refused } from '../oauth/ended.ts';
import { attributesOf } from '../oauth/tokens.ts';
import { asObject, type UpstreamAnswer } from '../oauth/upstream.ts';
import { facebookIssuer } from './options.ts';

/** Too many calls of the application, the user or the page, or the service itself ("Graph API: Error handling"). */
const awayCodes = new Set([2, 4, 17, 32, 341, 613]);

/** `error_subcode` of a code that is over. */
const endedCodes = new Map([
  [36007, refused('expired', 'Facebook says that the code has expired')],
  [36009, refused('replayed', 'Facebook says that the code was used before')],
]);

/** Facebook answers in a form of its own, not in that of RFC 6749. */
export function graphRefusal({ host, status, json }: UpstreamAnswer): Ended {
  const error = asObject(json?.['error']);
  const [code, subcode] = [numberOf(error?.['code']), numberOf(error?.['error_subcode'])];
  const said =
    code === undefined ? `${status}` : `${status}, code ${code}${subcode === undefined ? '' : `/${subcode}`}`;
  if (error?.['is_transient'] === true || (code !== undefined && awayCodes.has(code))) {
    return away(`${host} answered ${said}`);
  }
  const ended = subcode === undefined ? undefined : endedCodes.get(subcode);
  return ended === undefined ? invalid(`${host} answered ${said}`) : new Ended(ended);
}

/** @throws Ended for an answer that names nobody */
export function personOf(answer: UpstreamAnswer, profile: string, receivedAt: number): Assertion {
  const { json, status } = answer;
  if (status !== 200 || json === undefined || json['error'] !== undefined) throw graphRefusal(answer);
  const { id } = json;
  if (typeof id !== 'string' || !/^\d{1,20}$/.test(id)) throw invalid('Facebook named no account (id)');
  return {
    profile,
    issuer: facebookIssuer,
    subject: id,
    attributes: attributesOf(json),
    // Facebook does not say whether an address was verified.
    verifiedEmails: [],
    authenticatedAt: receivedAt,
    methods: [],
  };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}
