// What Google's userinfo says instead of a person.
import { away, type Ended, invalid } from '../oauth/ended.ts';
import { asObject, type UpstreamAnswer } from '../oauth/upstream.ts';

/** Google's APIs tell a quota by 403 and a word, beside the 429 that counts as away already. */
export function profileRefusal({ host, status, json }: UpstreamAnswer): Ended {
  if (json === undefined) return invalid(`${host} answered ${status} and no JSON`);
  const error = asObject(json['error']);
  const reasons = Array.isArray(error?.['errors']) ? (error['errors'] as readonly unknown[]) : [];
  const words = [error?.['status'], ...reasons.map((each) => asObject(each)?.['reason'])];
  const isQuota = words.some((word) => word === 'RESOURCE_EXHAUSTED' || /rateLimitExceeded$/i.test(String(word)));
  return isQuota ? away(`${host} answered ${status}, its quota is used up`) : invalid(`${host} answered ${status}`);
}
