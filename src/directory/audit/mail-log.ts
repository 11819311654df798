// Which letters were sent, for the desk: to one person, or to all for those who may read the audit. That it was read is
// written down.

import { dayIn } from '../../domain/day.ts';
import type { Caller } from '../deps.ts';
import { namedUser } from '../named-user.ts';
import { type Action, isAllowed } from '../permissions.ts';
import { type AuditDirectory, mayWithAudit, tellAudit } from './deps.ts';

/** What is known of a letter's end; the log itself is the mail room's. */
export interface LoggedLetter {
  readonly userId?: string | undefined;
  readonly to?: string | undefined;
}

export interface MailLogFilter {
  readonly userId?: string | undefined;
  /** Epoch milliseconds. */
  readonly since?: number | undefined;
}

/**
 * Newest first. Addresses are in clear for those who see users anyway; the desk sees where a letter went without reading
 * the address out.
 *
 * @param user as `namedUser` takes it; undefined: letters to anybody
 * @throws VestibuleError VST_NOT_ALLOWED, VST_USER_UNKNOWN
 */
export async function readMailLog<Letter extends LoggedLetter>(
  directory: AuditDirectory,
  caller: Caller,
  asked: { readonly user?: string | undefined; readonly since?: number | undefined; readonly most: number },
  read: (filter: MailLogFilter) => AsyncIterable<Letter>,
): Promise<readonly Letter[]> {
  const { institution, clock } = directory;
  const today = dayIn(institution.timeZone, clock.now());
  const may = (action: Action) => isAllowed(caller, action, institution.code, today);
  mayWithAudit(directory, caller, asked.user === undefined || may('read-audit') ? 'read-audit' : 'see-mail-log');
  const userId = asked.user === undefined ? undefined : (await namedUser(directory, asked.user)).id;
  await tellAudit(directory, caller, { action: 'mail-log-read', userId, detail: {} });
  const mayAddress = may('see-user') || may('read-audit');
  const letters: Letter[] = [];
  for await (const letter of read({ userId, since: asked.since })) {
    letters.push(mayAddress || letter.to === undefined ? letter : { ...letter, to: veiled(letter.to) });
    if (letters.length >= asked.most) break;
  }
  return letters;
}

/** `a…@uni.example`: enough to recognise an address that one knows. */
function veiled(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 1 ? '…' : `${Array.from(address)[0] ?? ''}…${address.slice(at)}`;
}
