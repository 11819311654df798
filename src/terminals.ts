// The SIP2 door, joined with what it stands on; only where the installation listens for terminals.
import { setTimeout as pause } from 'node:timers/promises';
import type { InstallationConfig } from '../config/schema.ts';
import type { Clock } from './domain/ports/clock.ts';
import type { CredentialCheck } from './domain/ports/credential-check.ts';
import type { Ephemeral } from './domain/ports/ephemeral.ts';
import type { Metrics } from './domain/ports/metrics.ts';
import type { PasswordHasher } from './domain/ports/password-hasher.ts';
import type { Sealing } from './domain/ports/sealing.ts';
import type { Secrets } from './domain/ports/secrets.ts';
import type { Institutions } from './institutions.ts';
import { createPinCheck } from './login/pin-check.ts';
import type { TraceRecorder } from './login/trace-recorder.ts';
import type { Log } from './observability/log.ts';
import { observedPins } from './observed.ts';
import { createSip2Door, type Sip2Door } from './relying-parties/sip2/index.ts';
import type { Store } from './store/store.ts';
import { localized } from './web/languages.ts';
import { translatorFor } from './web/messages.ts';

export interface TerminalParts {
  readonly installation: InstallationConfig;
  readonly store: Store;
  readonly hasher: PasswordHasher;
  readonly ephemeral: Ephemeral;
  readonly sealing: Sealing;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics?: Metrics | undefined;
}

/** What the other rooms make that this door asks. */
export interface TerminalChecks {
  readonly institutions: Institutions;
  readonly credentials: CredentialCheck;
  readonly recordTrace: TraceRecorder;
}

export function createTerminals(
  { installation, store, hasher, ephemeral, sealing, secrets, clock, log, metrics }: TerminalParts,
  { institutions, credentials, recordTrace }: TerminalChecks,
): Sip2Door | undefined {
  if (installation.sip2 === undefined) return undefined;
  const { users, pins, journal } = store;
  const pinCheck = createPinCheck({ institutions, users, hasher, ephemeral, sealing, clock, recordTrace });
  return createSip2Door({
    config: installation.sip2,
    institutions,
    users,
    pins,
    pinCheck: observedPins(pinCheck, metrics),
    credentials,
    ephemeral,
    sealing,
    secrets,
    clock,
    recordTrace,
    audit: (entry) => journal.audit(entry),
    text: (language, key, values) => translatorFor(language)(key, values),
    localized,
    tell: (level, event, fields) => log[level](event, { ...fields, door: 'sip2' }),
    wait: (ms) => pause(ms),
  });
}
