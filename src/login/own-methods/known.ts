// What the ways of one person are decided on, read now.
import { dayIn } from '../../domain/day.ts';
import type { UserRecord } from '../../domain/ports/changes.ts';
import { findByAddress } from '../../resolution/email.ts';
import type { Visit } from '../../web/visit.ts';
import type { LoginDeps } from '../deps.ts';
import type { WaysKnown } from './ways.ts';

/** Addresses of one person that are looked up. */
const addressesMax = 5;

export async function waysKnown(deps: LoginDeps, visit: Visit, record: UserRecord): Promise<WaysKnown> {
  const { institution } = visit;
  const now = deps.clock.now();
  const today = dayIn(institution.config.timeZone, now);
  const mails = new Map<string, string>();
  if (!deps.hasMail) return { institution, today, mails };
  for (const { config } of institution.profiles.values()) {
    if (config.kind !== 'email-link') continue;
    const request = { institution: institution.slug, rule: config, admission: config, now, today };
    for (const { address } of record.user.emails.slice(0, addressesMax)) {
      const { holders } = await findByAddress(deps.attachments.addresses, request, address);
      const hers = holders.find(({ user }) => user.id === record.user.id);
      if (hers !== undefined) mails.set(config.id, mails.get(config.id) ?? hers.address);
    }
  }
  return { institution, today, mails };
}
