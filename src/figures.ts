// Figures for Prometheus, joined with what they are about; loaded only where the installation wants them. One process
// shows its own; of several workers each tells its supervisor, and that one shows them together.
import type { InstallationConfig } from '../config/schema.ts';
import type { App, AppParts } from './app.ts';
import { VestibuleError } from './domain/errors.ts';
import type { Secrets } from './domain/ports/secrets.ts';
import { isAway, isFailing } from './domain/ports/upstream-health.ts';
import { probedUpstreams } from './health/upstreams.ts';
import type { UpstreamGauge } from './observability/gauges.ts';
import { createMetrics, type OpenedMetrics } from './observability/metrics.ts';
import { type MetricsListener, startMetricsListener } from './observability/metrics-listener.ts';
import { answerSupervisor, createWorkerFigures } from './observability/metrics-of-workers.ts';
import { systemStopwatch } from './platform.ts';
import { isWorker } from './workers.ts';

type MetricsConfig = NonNullable<InstallationConfig['metrics']>;

const tokenLengthMin = 16;

export interface Figures {
  readonly metrics: OpenedMetrics;
  /** Begins to show them. @throws VestibuleError VST_CONFIG_INVALID when the address cannot be listened on */
  show(app: App, parts: AppParts): Promise<void>;
  close(): Promise<void>;
}

/** Of this process. */
export function openFigures(config: MetricsConfig, secrets: Secrets): Figures {
  const metrics = createMetrics(systemStopwatch);
  let listener: MetricsListener | undefined;
  return {
    metrics,
    async show(app, { store, mailer, hasher }) {
      metrics.watch({
        upstreams: () => upstreamGauges(app),
        lettersWaiting: mailer === undefined ? undefined : () => store.letters.waiting(),
        hashing: () => hasher.load?.() ?? { running: 0, waiting: 0 },
      });
      if (isWorker) answerSupervisor(metrics.registry);
      else listener = await listen(config, secrets, () => metrics.registry.metrics());
    },
    close: async () => listener?.close(),
  };
}

/** Of the workers that this process started. */
export function showWorkerFigures(config: MetricsConfig, secrets: Secrets): Promise<MetricsListener> {
  return listen(config, secrets, createWorkerFigures());
}

async function upstreamGauges({ health, institutions }: App): Promise<readonly UpstreamGauge[]> {
  return Promise.all(
    probedUpstreams(institutions.all()).map(async (upstream) => {
      const { institution, profile } = upstream;
      const state = await health.state(upstream);
      if (state === undefined) return { institution, profile, state };
      return { institution, profile, state: { ...state, failing: isFailing(state), away: isAway(state) } };
    }),
  );
}

async function listen(
  { listen: at, token, networks }: MetricsConfig,
  secrets: Secrets,
  collect: () => Promise<string>,
): Promise<MetricsListener> {
  const secret = token === undefined ? undefined : secrets.read(token);
  if (secret !== undefined && secret.length < tokenLengthMin) {
    throw new VestibuleError(
      'VST_CONFIG_INVALID',
      `The token of "metrics" needs at least ${tokenLengthMin} characters.`,
    );
  }
  try {
    return await startMetricsListener({ ...at, networks, token: secret, collect });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `Cannot listen on ${at.host}:${at.port} for figures: ${why}. Change "metrics.listen".`;
    throw new VestibuleError('VST_CONFIG_INVALID', message, {}, { cause });
  }
}
