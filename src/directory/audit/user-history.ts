import { dayIn } from '../../domain/day.ts';
import type { AuditChain, AuditRecord } from '../../domain/ports/audit-trail.ts';
import type { Caller, Directory } from '../deps.ts';
import { identifierSight } from '../identifier-sight.ts';
import { namedUser } from '../named-user.ts';
import { type AuditDirectory, mayWithAudit, tellAudit } from './deps.ts';
import { type SeenEntry, seenEntry } from './seen-entry.ts';

/**
 * What was changed of a user, when, by whom and from where, oldest first; of those who were merged into her too. That it
 * was read is written down.
 *
 * @param user as `namedUser` takes it
 * @throws VestibuleError VST_NOT_ALLOWED, VST_USER_UNKNOWN
 */
export async function userHistory(
  directory: AuditDirectory,
  caller: Caller,
  user: string,
): Promise<readonly SeenEntry[]> {
  mayWithAudit(directory, caller, 'see-user');
  mayWithAudit(directory, caller, 'see-identifiers');
  const { id } = await namedUser(directory, user);
  await tellAudit(directory, caller, { action: 'history-read', userId: id, detail: {} });
  const { timeZone } = directory.institution;
  const sight = identifierSight(directory, caller, dayIn(timeZone, directory.clock.now()));
  return (await entriesAbout(directory, 'changes', id)).map((entry) => seenEntry(entry, sight));
}

/** All entries of one person, also of those who were merged into her, in the order of the chain. */
export async function entriesAbout(
  { institution: { slug }, trail }: Directory,
  chain: AuditChain,
  userId: string,
): Promise<readonly AuditRecord[]> {
  const entries: AuditRecord[] = [];
  for (const id of [userId, ...(await trail.formerIds(slug, userId))])
    for await (const entry of trail.entries(slug, chain, { userId: id })) entries.push(entry);
  return entries.sort((left, right) => left.seq - right.seq);
}
