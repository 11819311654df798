// Counts what passes between the rooms, where the installation wants figures; where not, everything is handed on as it is.
import type { Request, Response } from 'express';
import type { CredentialCheck } from '../domain/ports/credential-check.ts';
import type { Journal } from '../domain/ports/journal.ts';
import type { Metrics } from '../domain/ports/metrics.ts';
import type { PinCheck } from '../domain/ports/pin-check.ts';
import type { TraceRecorder } from '../login/trace-recorder.ts';
import { mailAction } from '../mail/delivery-log.ts';

/** @param profiles the ids of an institution's login profiles: an address may name any other */
export function observedTraces(
  record: TraceRecorder,
  metrics: Metrics | undefined,
  profiles: (institution: string) => ReadonlyMap<string, unknown> | undefined,
): TraceRecorder {
  if (metrics === undefined) return record;
  return (trace, options) => {
    const { institution, profile = 'none', door, outcome } = trace;
    const isKnown = profiles(institution)?.has(profile) === true;
    metrics.decided({ institution, profile: isKnown ? profile : 'other', door, outcome });
    return record(trace, options);
  };
}

export function observedCredentials(credentials: CredentialCheck, metrics: Metrics | undefined): CredentialCheck {
  if (metrics === undefined) return credentials;
  return {
    async check(request) {
      const seconds = metrics.stopwatch();
      const outcome = await credentials.check(request);
      const { institution, door } = request;
      const end = outcome.type === 'accepted' ? 'accepted' : outcome.code;
      metrics.passwordChecked({ institution, door, outcome: end }, seconds());
      return outcome;
    },
  };
}

/** A PIN is what the figures of passwords count by the door that takes it. */
export function observedPins(pins: PinCheck, metrics: Metrics | undefined): PinCheck {
  if (metrics === undefined) return pins;
  return {
    async check(request) {
      const seconds = metrics.stopwatch();
      const outcome = await pins.check(request);
      const { institution, door } = request;
      const end = outcome.type === 'accepted' ? 'accepted' : outcome.code;
      metrics.passwordChecked({ institution, door, outcome: end }, seconds());
      return outcome;
    },
  };
}

/** Resolving throws where the store does not answer: that is not measured. */
export function observedResolving<Where extends { readonly slug: string }, Rest extends readonly unknown[], Resolved>(
  metrics: Metrics | undefined,
  resolve: (institution: Where, ...rest: Rest) => Promise<Resolved>,
): (institution: Where, ...rest: Rest) => Promise<Resolved> {
  if (metrics === undefined) return resolve;
  return async (institution, ...rest) => {
    const seconds = metrics.stopwatch();
    const resolved = await resolve(institution, ...rest);
    metrics.resolved({ institution: institution.slug }, seconds());
    return resolved;
  };
}

export function observedStrategy(
  metrics: Metrics | undefined,
  of: { readonly institution: string; readonly profile: string },
): (() => (outcome: string) => void) | undefined {
  if (metrics === undefined) return undefined;
  return () => {
    const seconds = metrics.stopwatch();
    return (outcome) => metrics.upstreamAsked({ ...of, outcome }, seconds());
  };
}

/** The end of each letter stands in the audit; nothing else tells of it. */
export function observedLetters(journal: Pick<Journal, 'audit'>, metrics: Metrics | undefined): Pick<Journal, 'audit'> {
  if (metrics === undefined) return journal;
  return {
    async audit(entry) {
      if (entry.action === mailAction) {
        metrics.letterEnded({ institution: entry.institution, outcome: String(entry.detail['outcome']) });
      }
      await journal.audit(entry);
    },
  };
}

export function observedAnswers(metrics: Metrics) {
  return (req: Request, res: Response, next: () => void): void => {
    const seconds = metrics.stopwatch();
    const route = routeOf(req.path);
    const method = req.method === 'GET' || req.method === 'POST' ? req.method : 'other';
    res.once('close', () => {
      const status = res.writableFinished ? `${Math.floor(res.statusCode / 100)}xx` : 'broken';
      metrics.answered({ route, method, status }, seconds());
    });
    next();
  };
}

const routes: readonly (readonly [RegExp, string])[] = [
  [/^\/(?:healthz|readyz)$/, 'operation'],
  [/^\/assets\//, 'asset'],
  [/^\/[^/]+\/oidc(?:\/|$)/, 'oidc'],
  [/^\/[^/]+\/cas(?:\/|$)/, 'cas'],
  [/^\/[^/]+\/saml(?:\/|$)/, 'saml'],
  [/^\/[^/]+\/login\/[^/]+\/(?:callback|backchannel|logout)$/, 'upstream-return'],
  [/^\/[^/]+\/login\/[^/]+\/metadata$/, 'metadata'],
  [/^\/[^/]+\/login(?:\/|$)/, 'sign-in'],
  [/^\/[^/]+\/(?:me|logout)(?:\/|$)/, 'session'],
  [/^\/[^/]+\/(?:reset|invite|register)(?:\/|$)/, 'self-service'],
];

/** The kind of an address: the address itself may be anything. */
export function routeOf(path: string): string {
  return routes.find(([pattern]) => pattern.test(path))?.[1] ?? 'other';
}
