import type { LoadedInstallation } from '../../config/load.ts';
import { type Command, type CommandArgs, type CommandIo, textOption, UsageError } from './command.ts';
import { configOption } from './config-option.ts';

const workersMax = 64;

export const serve: Command = {
  name: 'serve',
  summary: 'Run an installation until it is told to stop (SIGTERM, SIGINT).',
  options: {
    config: configOption,
    workers: { type: 'string', value: 'N', summary: 'Processes, one a core; the configuration says otherwise 1.' },
  },
  async run(args, io) {
    const { loadConfiguration } = await import('./configuration.ts');
    const loaded = await loadConfiguration(args, io);
    if (loaded === undefined) return 1;
    const workers = workerCount(args) ?? loaded.installation.workers;
    if (workers === 1) return serveAlone(args, loaded, io);
    const { asWorker, isWorker } = await import('../workers.ts');
    return isWorker ? asWorker(() => serveAlone(args, loaded, io)) : supervise(loaded, workers, io);
  },
};

function workerCount(args: CommandArgs): number | undefined {
  const text = textOption(args, 'workers');
  if (text === undefined) return undefined;
  if (!/^[1-9]\d?$/.test(text) || Number(text) > workersMax) {
    throw new UsageError(`the option --workers takes a number from 1 to ${workersMax}`, serve);
  }
  return Number(text);
}

/**
 * The supervisor opens every store once before the workers start, so that the records are up to date and what is wrong
 * is told once. It serves nothing itself.
 */
async function supervise({ installation }: LoadedInstallation, workers: number, io: CommandIo): Promise<number> {
  const { createSecrets } = await import('../../config/load.ts');
  const { createLog } = await import('../observability/log.ts');
  const { closeParts, openParts } = await import('../open.ts');
  const { systemClock } = await import('../platform.ts');
  const { superviseWorkers } = await import('../workers.ts');
  const log = createLog(installation.log.level);
  const secrets = createSecrets(io);
  await closeParts(await openParts(installation, secrets, log));
  if (installation.metrics === undefined) return superviseWorkers(workers, { clock: systemClock, log });
  const { showWorkerFigures } = await import('../figures.ts');
  const figures = await showWorkerFigures(installation.metrics, secrets);
  try {
    return await superviseWorkers(workers, { clock: systemClock, log });
  } finally {
    await figures.close();
  }
}

async function serveAlone(args: CommandArgs, loaded: LoadedInstallation, io: CommandIo): Promise<number> {
  const { createSecrets } = await import('../../config/load.ts');
  const { watchInstallation } = await import('../../config/watch.ts');
  const { createLog } = await import('../observability/log.ts');
  const { startServer } = await import('../server.ts');
  const { untilStopped } = await import('./until-stopped.ts');
  const { configPath, loadSources } = await import('./configuration.ts');
  const log = createLog(loaded.installation.log.level);
  const server = await startServer({ ...loaded, secrets: createSecrets(io), log });
  const watch = watchInstallation(configPath(args, io), {
    sources: loadSources(io),
    loaded,
    onChange: async ({ institutions }) => {
      await server.app.load(institutions);
      log.info('configuration in force', { count: institutions.length });
    },
    onFaults: (faults) => {
      for (const { file, line, message } of faults)
        log.error('configuration fault', { file: `${file}:${line}`, message });
    },
  });
  process.on('SIGHUP', () => void watch.look());
  await untilStopped();
  await watch.stop();
  await server.close();
  return 0;
}
