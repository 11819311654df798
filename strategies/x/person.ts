// Whom X names. Pure.
import type { Assertion } from '../../src/domain/assertion.ts';
import { invalid } from '../oauth/ended.ts';
import { attributesOf, oauthRefusal } from '../oauth/tokens.ts';
import { asObject, type UpstreamAnswer } from '../oauth/upstream.ts';
import { xIssuer } from './options.ts';

/** @throws Ended for an answer that names nobody */
export function personOf(answer: UpstreamAnswer, profile: string, receivedAt: number): Assertion {
  if (answer.status !== 200) throw oauthRefusal(answer);
  const data = asObject(answer.json?.['data']);
  const id = data?.['id'];
  // Not `username`: whoever gives one up leaves it to the next who takes it.
  if (data === undefined || typeof id !== 'string' || !/^\d{1,20}$/.test(id)) throw invalid('X named no account (id)');
  return {
    profile,
    issuer: xIssuer,
    subject: id,
    attributes: attributesOf(data),
    verifiedEmails: [],
    authenticatedAt: receivedAt,
    methods: [],
  };
}
