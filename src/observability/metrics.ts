// Figures for Prometheus. This module, and prom-client with it, is loaded only where the installation wants figures.
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { Metrics } from '../domain/ports/metrics.ts';
import { type GaugeSources, registerGauges } from './gauges.ts';

/** Seconds. A look-up takes parts of a millisecond, an upstream that hangs up to a minute. */
const buckets = {
  resolution: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5],
  password: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  upstream: [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
  http: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
};

export interface OpenedMetrics extends Metrics {
  readonly registry: Registry;
  /** What stands at the moment somebody asks. */
  watch(sources: GaugeSources): void;
}

/** @param stopwatch begins to measure; gives the seconds since */
export function createMetrics(stopwatch: Metrics['stopwatch']): OpenedMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter<Label>({ name: `vestibule_${name}`, help, labelNames: [...labelNames], registers });
  const histogram = <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    seconds: readonly number[],
  ) =>
    new Histogram<Label>({
      name: `vestibule_${name}`,
      help,
      labelNames: [...labelNames],
      buckets: [...seconds],
      registers,
    });

  const decisions = counter(
    'sign_ins_total',
    'Decisions about sign-ins; outcome: matched, or the error code of why not.',
    ['institution', 'profile', 'door', 'outcome'],
  );
  const passwords = histogram(
    'password_check_seconds',
    'Password checks by the door that asked; outcome: accepted, or the error code of why not.',
    ['institution', 'door', 'outcome'],
    buckets.password,
  );
  const resolutions = histogram(
    'resolution_seconds',
    'How long it takes to find the user of an assertion.',
    ['institution'],
    buckets.resolution,
  );
  const upstreams = histogram(
    'upstream_seconds',
    'Steps of login profiles, with the calls to their upstream; outcome as the strategy ended.',
    ['institution', 'profile', 'outcome'],
    buckets.upstream,
  );
  const begun = counter('sessions_begun_total', 'Sessions that began.', ['institution']);
  const ended = counter('sessions_ended_total', 'Sessions that were ended, other than by going unused.', []);
  const letters = counter('letters_total', 'Letters that came to an end; outcome as in the delivery log.', [
    'institution',
    'outcome',
  ]);
  const answers = histogram(
    'http_request_seconds',
    'Answers over HTTP by kind of address.',
    ['route', 'method', 'status'],
    buckets.http,
  );

  return {
    registry,
    stopwatch,
    watch: (sources) => registerGauges(registry, sources),
    decided: (of) => decisions.inc({ ...of }),
    passwordChecked: (of, seconds) => passwords.observe({ ...of }, seconds),
    resolved: (of, seconds) => resolutions.observe({ ...of }, seconds),
    upstreamAsked: (of, seconds) => upstreams.observe({ ...of }, seconds),
    sessionBegun: (of) => begun.inc({ ...of }),
    sessionEnded: () => ended.inc(),
    letterEnded: (of) => letters.inc({ ...of }),
    answered: (of, seconds) => answers.observe({ ...of }, seconds),
  };
}
