import type { InstitutionConfig } from '../../config/schema.ts';
import type { Directory } from '../directory/deps.ts';
import type { JudgeOptions } from '../directory/passwords/policy.ts';
import type { ResetLinks } from '../directory/reset-link.ts';
import type { Assertion } from '../domain/assertion.ts';
import type { Door, LoginReturn } from '../domain/login.ts';
import type { PasswordFault } from '../domain/password-fault.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { CredentialCheck } from '../domain/ports/credential-check.ts';
import type { Ephemeral } from '../domain/ports/ephemeral.ts';
import type { Journal } from '../domain/ports/journal.ts';
import type { Sealing } from '../domain/ports/sealing.ts';
import type { UpstreamHealth } from '../domain/ports/upstream-health.ts';
import type { Actor, Users } from '../domain/ports/users.ts';
import type { Resolved } from '../domain/resolution.ts';
import type { Institution, Institutions, ProfileRuntime } from '../institutions.ts';
import type { Sessions } from '../session/sessions.ts';
import type { Visits } from '../web/visit.ts';
import type { AttachmentParts } from './attachment/parts.ts';
import type { Attempts } from './attempts.ts';
import type { PendingRegistrations } from './registration/pending.ts';
import type { Telling } from './sign-out/telling.ts';
import type { TraceRecorder } from './trace-recorder.ts';

/** How a person sets a password of her own; the rules are the directory's. */
export interface NewPasswords {
  /** What is wrong with it; nothing when it may be taken. */
  judge(
    institution: string,
    userId: string,
    password: string,
    options: JudgeOptions,
  ): Promise<readonly PasswordFault[]>;
  /**
   * Ends every session of the person.
   *
   * @param epoch her session epoch when it was found that she may
   * @throws VestibuleError VST_ATTEMPT_EXPIRED when her sessions were ended since: by another password, by a lock
   */
  change(institution: string, userId: string, password: string, actor: Actor, epoch: number): Promise<void>;
  /** What reset links are read with. */
  reset(institution: InstitutionConfig): { readonly directory: Directory; readonly links: ResetLinks };
}

/** Everything the login flow stands on; made in `app/flows.ts`. */
export interface LoginDeps {
  readonly institutions: Institutions;
  readonly visits: Visits;
  readonly attempts: Attempts;
  readonly registrations: PendingRegistrations;
  readonly sessions: Sessions;
  readonly credentials: CredentialCheck;
  readonly recordTrace: TraceRecorder;
  readonly journal: Journal;
  readonly ephemeral: Ephemeral;
  readonly sealing: Sealing;
  readonly clock: Clock;
  readonly users: Pick<Users, 'summary'>;
  readonly passwords: NewPasswords;
  readonly attachments: AttachmentParts;
  /** Whether the installation has mail. */
  readonly hasMail: boolean;
  /** What our own probes know of the upstreams. */
  readonly health: UpstreamHealth;
  /** Applications are told of the end of sessions by it. */
  readonly telling: Telling;
  readonly doors: Readonly<Record<LoginReturn['door'], Door>>;
  /** Refreshes or makes the record first, where the profile says so. @param isTrial writes nothing */
  resolve(
    institution: Institution,
    profile: ProfileRuntime,
    assertion: Assertion,
    isTrial?: boolean,
  ): Promise<Resolved>;
}
