import type { Assertion } from '../domain/assertion.ts';
import type { Door, LoginReturn } from '../domain/login.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { CredentialCheck } from '../domain/ports/credential-check.ts';
import type { Ephemeral } from '../domain/ports/ephemeral.ts';
import type { Journal } from '../domain/ports/journal.ts';
import type { Sealing } from '../domain/ports/sealing.ts';
import type { Resolved } from '../domain/resolution.ts';
import type { Institution, Institutions, ProfileRuntime } from '../institutions.ts';
import type { Sessions } from '../session/sessions.ts';
import type { Visits } from '../web/visit.ts';
import type { Attempts } from './attempts.ts';
import type { TraceRecorder } from './trace-recorder.ts';

/** Everything the login flow stands on; made in `app.ts`. */
export interface LoginDeps {
  readonly institutions: Institutions;
  readonly visits: Visits;
  readonly attempts: Attempts;
  readonly sessions: Sessions;
  readonly credentials: CredentialCheck;
  readonly recordTrace: TraceRecorder;
  readonly journal: Journal;
  readonly ephemeral: Ephemeral;
  readonly sealing: Sealing;
  readonly clock: Clock;
  readonly doors: Readonly<Record<LoginReturn['door'], Door>>;
  resolve(institution: Institution, profile: ProfileRuntime, assertion: Assertion): Promise<Resolved>;
}
