// The SIP2 door, joined with what it stands on; only where the installation listens for terminals.
import { setTimeout as pause } from 'node:timers/promises';
import type { CredentialCheck } from '../../domain/ports/credential-check.ts';
import type { Institutions } from '../../institutions.ts';
import { createPinCheck } from '../../login/pin-check.ts';
import type { TraceRecorder } from '../../login/trace-recorder.ts';
import { createSip2Door, type Sip2Door } from '../../relying-parties/sip2/index.ts';
import { localized } from '../../web/languages.ts';
import { translatorFor } from '../../web/messages.ts';
import { observedPins } from '../observed.ts';
import type { AppParts } from '../parts.ts';

/** The rooms that this door is joined with: no browser comes through it. */
export interface TerminalNeighbours {
  readonly institutions: Institutions;
  readonly credentials: CredentialCheck;
  readonly recordTrace: TraceRecorder;
}

export function joinSip2Door(
  { installation, store, hasher, ephemeral, sealing, secrets, clock, log, metrics }: AppParts,
  { institutions, credentials, recordTrace }: TerminalNeighbours,
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
