import type { UserDraft } from '../domain/ports/users.ts';
import type { Plan, PlanContext, Stored } from './plan.ts';

export const credentialPlace = (userId: string, kind: string) => `${kind}\n${userId}`;

/** @returns what was set, in words; never the hash */
export function planCredentials(
  plan: Plan,
  stored: Stored,
  { passwordHash, passwordMustChange = false, pinHash, user: { institution } }: UserDraft,
  userId: string,
  { now }: PlanContext,
): Readonly<Record<string, string>> {
  const said: Record<string, string> = {};
  const given = [
    { kind: 'password', hash: passwordHash, must_change: passwordMustChange ? 1 : 0 },
    { kind: 'pin', hash: pinHash, must_change: 0 },
  ] as const;
  for (const { kind, hash, must_change } of given) {
    const before = stored.credentials.get(credentialPlace(userId, kind));
    if (hash === undefined || (before?.hash === hash && before.must_change === must_change)) continue;
    if (before !== undefined) plan.staleCredentials.push({ institution, user_id: userId, kind });
    const changed_at = new Date(now).toISOString();
    plan.credentials.push({ institution, user_id: userId, kind, hash, must_change, changed_at });
    said[kind] = before === undefined ? 'set' : 'changed';
  }
  return said;
}
