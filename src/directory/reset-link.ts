// A single-use link by which a person sets a new password. What is kept of it is a keyed hash; a newer one for the same
// person ends the one before, and so does every other change of her password.

import { VestibuleError } from '../domain/errors.ts';
import type { Ephemeral } from '../domain/ports/ephemeral.ts';
import type { Journal } from '../domain/ports/journal.ts';
import type { Random } from '../domain/ports/random.ts';
import type { Sealing } from '../domain/ports/sealing.ts';
import type { Caller, Directory } from './deps.ts';
import { authorizeSecret, refuseOutranked } from './passwords/rights.ts';

const space = 'password-reset';
const newestSpace = 'password-reset-of';

/** Seconds: from staff, who hand it over, and asked for by the person herself. */
export const resetLinkSeconds = { staff: 24 * 3600, self: 3600 } as const;

export interface ResetLinks {
  readonly ephemeral: Ephemeral;
  readonly sealing: Sealing;
  readonly random: Random;
  readonly journal: Pick<Journal, 'audit'>;
}

interface Stored {
  readonly institution: string;
  readonly userId: string;
  /** Of the password as it stood; empty where there was none. */
  readonly changedAt: string;
  /** Who gave out the link. */
  readonly by: string;
}

export interface ResetLink extends Stored {
  readonly id: string;
}

/**
 * A link for somebody, by staff.
 *
 * @returns the secret that goes into the link and nowhere else
 * @throws VestibuleError VST_NOT_ALLOWED, VST_USER_UNKNOWN
 */
export async function giveResetLink(
  directory: Directory,
  links: ResetLinks,
  caller: Caller,
  userId: string,
): Promise<{ readonly secret: string; readonly endsAt: number }> {
  const { institution, clock, changes } = directory;
  const today = authorizeSecret(directory, caller, 'set-password');
  const record = await changes.record(institution.slug, userId);
  if (record !== undefined) refuseOutranked(directory, caller, record.user, today);
  const seconds = resetLinkSeconds.staff;
  const secret = await makeResetLink(directory, links, { userId, by: caller.actor.who, seconds });
  const endsAt = clock.now() + seconds * 1000;
  await links.journal.audit({
    at: clock.now(),
    institution: institution.slug,
    action: 'password-link-given',
    actor: caller.actor.who,
    userId,
    detail: { via: caller.actor.via, endsAt: new Date(endsAt).toISOString() },
  });
  return { secret, endsAt };
}

export async function makeResetLink(
  { institution, users }: Directory,
  { ephemeral, sealing, random }: ResetLinks,
  made: { readonly userId: string; readonly by: string; readonly seconds: number },
): Promise<string> {
  const { slug } = institution;
  const { userId, by, seconds } = made;
  if ((await users.summary(slug, userId)) === undefined)
    throw new VestibuleError('VST_USER_UNKNOWN', 'There is no such user');
  const secret = random.token();
  const id = sealing.hash(space, secret);
  const changedAt = (await users.password(slug, userId))?.changedAt ?? '';
  const stored: Stored = { institution: slug, userId, changedAt, by };
  await ephemeral.put(space, id, JSON.stringify(stored), seconds);
  await ephemeral.put(newestSpace, `${slug}/${userId}`, id, seconds);
  return secret;
}

/** Looks at a link without spending it. @throws VestibuleError VST_LINK_OVER */
export async function readResetLink(
  { institution, users }: Directory,
  { ephemeral, sealing }: ResetLinks,
  secret: string,
): Promise<ResetLink> {
  const id = /^[A-Za-z0-9_-]{20,64}$/.test(secret) ? sealing.hash(space, secret) : undefined;
  const text = id === undefined ? undefined : await ephemeral.get(space, id);
  if (id === undefined || text === undefined) throw over();
  const stored = JSON.parse(text) as Stored;
  const { userId } = stored;
  if (stored.institution !== institution.slug) throw over();
  const [newest, password] = await Promise.all([
    ephemeral.get(newestSpace, `${institution.slug}/${userId}`),
    users.password(institution.slug, userId),
  ]);
  if (newest !== id || (password?.changedAt ?? '') !== stored.changedAt) throw over();
  return { id, ...stored };
}

/** Spends a link: of any number who use it, one goes on. @throws VestibuleError VST_LINK_OVER */
export async function takeResetLink({ ephemeral }: ResetLinks, { id }: ResetLink): Promise<void> {
  if ((await ephemeral.take(space, id)) === undefined) throw over();
}

function over(): VestibuleError {
  return new VestibuleError('VST_LINK_OVER', 'The link was used, replaced, or is past its time');
}
