import type { ChangedFields } from '../domain/ports/audit-trail.ts';
import type { UserDraft } from '../domain/ports/users.ts';
import type { Plan, PlanContext, Stored } from './plan.ts';
import type { CredentialsTable } from './schema.ts';

export const credentialPlace = (userId: string, kind: string) => `${kind}\n${userId}`;

/** What the audit says of a user beside fields and identifiers: of secrets `set`, `must change` or `none`, never a hash. */
export interface SecretChange {
  readonly before: Pick<ChangedFields, 'password' | 'pin' | 'sets'>;
  readonly after: Pick<ChangedFields, 'password' | 'pin' | 'sets'>;
}

type NextSecret = { readonly hash: string; readonly mustChange: boolean };

/** @param next of each kind that is to be written; `undefined` takes it away */
export function planSecrets(
  plan: Plan,
  stored: Stored,
  place: { readonly institution: string; readonly userId: string },
  next: Readonly<Partial<Record<CredentialsTable['kind'], NextSecret | undefined>>>,
  { now }: PlanContext,
): SecretChange {
  const { institution, userId: user_id } = place;
  const said = { before: {} as Record<string, string>, after: {} as Record<string, string> };
  for (const [kind, secret] of Object.entries(next) as [CredentialsTable['kind'], NextSecret | undefined][]) {
    const before = stored.credentials.get(credentialPlace(user_id, kind));
    const must_change = secret?.mustChange === true ? 1 : 0;
    if (before?.hash === secret?.hash && (before?.must_change ?? 0) === must_change) continue;
    if (before !== undefined) plan.staleCredentials.push({ institution, user_id, kind });
    if (secret !== undefined) {
      const changed_at = new Date(now).toISOString();
      plan.credentials.push({ institution, user_id, kind, hash: secret.hash, must_change, changed_at });
    }
    said.before[kind] = wordOf(before?.must_change);
    said.after[kind] = wordOf(secret && must_change);
  }
  return said;
}

function wordOf(mustChange: number | undefined): string {
  if (mustChange === undefined) return 'none';
  return mustChange === 1 ? 'must change' : 'set';
}

/** What a draft sets; a draft never takes a secret away. */
export function draftSecrets({ passwordHash, passwordMustChange = false, pinHash }: UserDraft) {
  return {
    ...(passwordHash === undefined ? {} : { password: { hash: passwordHash, mustChange: passwordMustChange } }),
    ...(pinHash === undefined ? {} : { pin: { hash: pinHash, mustChange: false } }),
  };
}
