// An installation that answers: stores open, strategies made, a listener, jobs, and configuration kept up to date.
import { createServer, type ServerOptions as HttpLimits, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { InstallationConfig, InstitutionConfig } from '../config/schema.ts';
import { type App, type AppParts, createApp } from './app.ts';
import { VestibuleError } from './domain/errors.ts';
import type { Secrets } from './domain/ports/secrets.ts';
import { healthJob } from './health/job.ts';
import { createProber } from './health/probe.ts';
import { probedUpstreams } from './health/upstreams.ts';
import { housekeeping } from './housekeeping.ts';
import { often } from './jobs/often.ts';
import { schedule } from './jobs/schedule.ts';
import { type KeptUpstream, upkeepJob } from './jobs/upkeep.ts';
import { checkSealedUnder } from './keys/master-key-check.ts';
import type { Log } from './observability/log.ts';
import { closeParts, openParts } from './open.ts';

/** Calls under way get this long to end when the process is told to stop. */
const drainMs = 10_000;

/** A client that is slow on purpose is cut off: Node looks every `connectionsCheckingInterval`. */
const limits: HttpLimits = {
  maxHeaderSize: 32_768,
  requestTimeout: 30_000,
  headersTimeout: 10_000,
  connectionsCheckingInterval: 2000,
};

export interface RunningServer {
  readonly app: App;
  readonly parts: AppParts;
  readonly port: number;
  /** Takes no new calls, lets those under way end, closes the stores. */
  close(): Promise<void>;
}

export interface ServerOptions {
  readonly installation: InstallationConfig;
  readonly institutions: readonly InstitutionConfig[];
  readonly secrets: Secrets;
  readonly log: Log;
  /** Called with the application before it listens: the demo adds its own there. */
  readonly prepare?: (app: App, parts: AppParts) => Promise<void>;
}

/**
 * @throws VestibuleError as the stores do, VST_SEAL_BROKEN under another master key, VST_CONFIG_INVALID when the address
 *   cannot be listened on
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { installation, institutions, secrets, log } = options;
  const figures =
    installation.metrics === undefined
      ? undefined
      : (await import('./figures.ts')).openFigures(installation.metrics, secrets);
  const parts = await openParts(installation, secrets, log, figures?.metrics);
  try {
    const known = institutions.map(({ slug }) => slug);
    await checkSealedUnder(parts.sealing, parts.store.keys, known);
    const app = await createApp(parts, institutions);
    await options.prepare?.(app, parts);
    await figures?.show(app, parts);
    // Before anybody can sign in here: changes of users are followed from now on.
    await app.tellApplications();
    const server = await listen(app, installation.listen);
    await app.terminals?.open().catch((error: unknown) => {
      server.close();
      throw error;
    });
    const slugs = () => app.institutions.all().map(({ slug }) => slug);
    const probes = { ...parts, board: app.health, prober: createProber() };
    const probing = healthJob(() => probedUpstreams(app.institutions.all()), probes);
    const jobs = [...housekeeping(parts, slugs), upkeepJob(() => keptUpstreams(app), parts), probing];
    const stopJobs = schedule(jobs, parts);
    const telling = { name: 'tell applications', everyMs: 2000, run: () => app.tellApplications() };
    const stopTelling = often(telling, log);
    const { port } = server.address() as AddressInfo;
    parts.mailer?.start();
    parts.aggregates.start();
    log.info('listening', { url: installation.publicUrl });
    const close = async (): Promise<void> => {
      stopJobs();
      await stopTelling();
      await Promise.all([drain(server), app.terminals?.close()]);
      await figures?.close();
      await app.close();
      await closeParts(parts);
    };
    return { app, parts, port, close };
  } catch (error) {
    await figures?.close();
    await closeParts(parts);
    throw error;
  }
}

function keptUpstreams(app: App): readonly KeptUpstream[] {
  return app.institutions.all().flatMap(({ slug, profiles }) =>
    [...profiles.values()].flatMap(({ config, built }) =>
      built.upkeep === undefined
        ? []
        : [
            {
              institution: slug,
              profile: config.id,
              upkeep: async () => (await built.upkeep?.()) ?? { renewed: 0, warnings: [] },
            },
          ],
    ),
  );
}

function listen(app: App, { host, port }: InstallationConfig['listen']): Promise<Server> {
  const server = createServer(limits, app.handler);
  server.keepAliveTimeout = 65_000;
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const message = `Cannot listen on ${host}:${port}: ${cause.message}. Stop what listens there, or change "listen" (of the demo: PORT).`;
      reject(new VestibuleError('VST_CONFIG_INVALID', message, {}, { cause }));
    });
    server.listen(port, host, () => resolve(server));
  });
}

function drain(server: Server): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), drainMs);
  // A connection whose call has ended idles from then on, for as long as a proxy likes.
  const closeIdle = setInterval(() => server.closeIdleConnections(), 50);
  return new Promise((resolve) => {
    server.close(() => {
      clearTimeout(cut);
      clearInterval(closeIdle);
      resolve();
    });
    server.closeIdleConnections();
  });
}
