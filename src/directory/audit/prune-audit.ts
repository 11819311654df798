// Retention: what is older than the institution keeps leaves both chains, from their old end.
import type { AuditTrail } from '../../domain/ports/audit-trail.ts';
import type { Clock } from '../../domain/ports/clock.ts';
import type { Journal } from '../../domain/ports/journal.ts';
import type { SettingsStore } from '../../domain/ports/settings-store.ts';
import type { Actor } from '../../domain/ports/users.ts';
import type { Caller } from '../deps.ts';
import { readSettingValues } from '../settings/read-setting.ts';
import { type AuditDirectory, mayWithAudit } from './deps.ts';

const dayMs = 86_400_000;

export interface Retention {
  readonly settings: SettingsStore;
  readonly trail: AuditTrail;
  readonly journal: Pick<Journal, 'audit'>;
  readonly clock: Clock;
}

export interface PrunedAudit {
  /** The setting `auditDays`; undefined: the audit is kept for ever, and nothing was dropped. */
  readonly days: number | undefined;
  readonly changes: number;
  readonly decisions: number;
}

/**
 * By the setting, and by nothing else: whoever may set it may let it take effect now.
 *
 * @throws VestibuleError VST_NOT_ALLOWED
 */
export async function pruneAudit(directory: AuditDirectory, caller: Caller): Promise<PrunedAudit> {
  mayWithAudit(directory, caller, 'change-settings');
  return pruneOld(directory, directory.institution.slug, caller.actor);
}

/** The same by the house itself. */
export async function pruneOld(
  { settings, trail, journal, clock }: Retention,
  institution: string,
  actor: Actor,
): Promise<PrunedAudit> {
  const { values } = await settings.read(institution);
  const { auditDays: days } = readSettingValues({ auditDays: values['auditDays'] });
  if (days === undefined) return { days, changes: 0, decisions: 0 };
  const at = clock.now();
  const changes = await trail.dropBefore(institution, 'changes', at - days * dayMs);
  const decisions = await trail.dropBefore(institution, 'decisions', at - days * dayMs);
  const detail = { days, changes, decisions };
  if (changes + decisions > 0)
    await journal.audit({ at, institution, action: 'audit-pruned', actor: actor.who, via: actor.via, detail });
  return detail;
}
