// What every change of the directory is handed, and who asks for it.
import type { InstitutionConfig } from '../../config/schema.ts';
import type { AuditTrail } from '../domain/ports/audit-trail.ts';
import type { BreachCheck } from '../domain/ports/breach-check.ts';
import type { Changes } from '../domain/ports/changes.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { Finding } from '../domain/ports/finding.ts';
import type { IdentifierKeys } from '../domain/ports/identifier-keys.ts';
import type { PasswordHasher } from '../domain/ports/password-hasher.ts';
import type { Random } from '../domain/ports/random.ts';
import type { SettingsStore } from '../domain/ports/settings-store.ts';
import type { Actor, Users } from '../domain/ports/users.ts';
import type { RoleGrant } from '../domain/user.ts';
import type { IdentifierRules } from './identifier-rules.ts';

/** One institution and the ports its users are reached by. */
export interface Directory {
  readonly institution: InstitutionConfig;
  readonly rules: IdentifierRules;
  readonly users: Users;
  readonly changes: Changes;
  readonly finding: Finding;
  readonly settings: SettingsStore;
  readonly trail: AuditTrail;
  readonly identifierKeys: IdentifierKeys;
  readonly hasher: PasswordHasher;
  /** Asked only where the institution names a service. */
  readonly breaches?: BreachCheck | undefined;
  readonly clock: Clock;
  readonly random: Random;
}

/** Who asks. What she may do is decided by her grants, in `permissions.ts` and nowhere else. */
export interface Caller {
  readonly actor: Actor;
  /** The roles of a user; `operator` is whoever has the installation's files and so the command line: she may all. */
  readonly grants: 'operator' | readonly RoleGrant[];
}
