// What this door stands on; `app/doors` joins it.
import type { Sip2ListenersConfig } from '../../../config/schema.ts';
import type { ErrorCode } from '../../domain/errors.ts';
import type { Clock } from '../../domain/ports/clock.ts';
import type { CredentialCheck } from '../../domain/ports/credential-check.ts';
import type { Ephemeral } from '../../domain/ports/ephemeral.ts';
import type { AuditEntry } from '../../domain/ports/journal.ts';
import type { PinCheck } from '../../domain/ports/pin-check.ts';
import type { Sealing } from '../../domain/ports/sealing.ts';
import type { Secrets } from '../../domain/ports/secrets.ts';
import type { SubjectPins } from '../../domain/ports/subject-pins.ts';
import type { Users } from '../../domain/ports/users.ts';
import type { Trace } from '../../domain/resolution.ts';
import type { Institution } from '../../institutions.ts';

/** The texts of a terminal's screen. */
export type ScreenText =
  | 'terminal.refused'
  | 'terminal.cardUnknown'
  | 'terminal.later'
  | 'terminal.mustChange'
  | 'terminal.notSignedIn'
  | 'terminal.withCode'
  | `error.${ErrorCode}.title`;

/** A line for the log: made by this door, nothing of a message stands in it. */
export interface DoorEvent {
  readonly institution?: string | undefined;
  readonly relyingParty?: string | undefined;
  readonly outcome?: string | undefined;
  readonly message?: string | undefined;
  readonly count?: number | undefined;
}

export interface Sip2DoorDeps {
  readonly config: Sip2ListenersConfig;
  readonly institutions: { get(slug: string): Institution | undefined; all(): readonly Institution[] };
  readonly users: Users;
  readonly pins: SubjectPins;
  readonly pinCheck: PinCheck;
  readonly credentials: CredentialCheck;
  readonly ephemeral: Pick<Ephemeral, 'count'>;
  readonly sealing: Pick<Sealing, 'hash'>;
  readonly secrets: Secrets;
  readonly clock: Clock;
  /** @returns the code under which staff read why; empty where it was only counted */
  recordTrace(
    trace: Omit<Trace, 'code' | 'at'>,
    options: {
      readonly source: string;
      readonly about?: { readonly userId?: string; readonly user?: string; readonly proved?: boolean };
    },
  ): Promise<string>;
  audit(entry: AuditEntry): Promise<void>;
  /** A text of the catalogue in a language; English where there is none. */
  readonly text: (language: string, key: ScreenText, values?: Readonly<Record<string, string>>) => string;
  /** A text of the configuration in a language. */
  readonly localized: (text: Readonly<Record<string, string>>, language: string) => string;
  tell(level: 'info' | 'warn' | 'error', event: string, fields: DoorEvent): void;
  /** Waits so many milliseconds; a test need not. */
  wait(ms: number): Promise<void>;
}
