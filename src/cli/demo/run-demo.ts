// `npm start`: brings up the demo on its data directory and says where to click and with what.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatFault } from '../../../config/faults.ts';
import { createSecrets, type LoadedInstallation, type LoadSources, loadInstallation } from '../../../config/load.ts';
import { readMasterKey } from '../../keys/master-key.ts';
import { createLog } from '../../observability/log.ts';
import { startServer } from '../../server.ts';
import type { CommandIo } from '../command.ts';
import { untilStopped } from '../until-stopped.ts';
import { writeDemoFiles } from './demo-files.ts';
import { demoPassword, hints, seedDemo } from './demo-users.ts';
import { demoSecrets } from './secrets.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const writtenUrl = 'http://localhost:8080';

export async function runDemo(io: CommandIo): Promise<number> {
  const port = portOf(io.env['PORT']);
  if (port === undefined) {
    io.err(`PORT must be a number from 1 to 65535, not "${io.env['PORT']}".\n`);
    return 64;
  }
  const directory = resolve(io.env['VESTIBULE_DATA'] ?? join(root, 'data'));
  const publicUrl = `http://localhost:${port}`;
  const sources = demoSources(directory, publicUrl, port);
  const loaded = await loadInstallation(join(root, 'config/demo/vestibule.yaml'), sources);
  if (loaded.type === 'faults') {
    for (const fault of loaded.faults) io.err(`${formatFault(fault)}\n`);
    return 1;
  }
  const server = await start(
    { ...loaded, installation: { ...loaded.installation, dataDirectory: directory } },
    sources,
    publicUrl,
  );
  const file = writeDemoFiles(directory, (name) => sources.readFile(join(root, 'config/demo', name)));
  io.out(greeting(publicUrl, directory, file));
  await untilStopped();
  await server.close();
  return 0;
}

async function start(loaded: LoadedInstallation, sources: LoadSources, publicUrl: string) {
  const secrets = createSecrets(sources);
  return startServer({
    ...loaded,
    secrets,
    log: createLog(loaded.installation.log.level),
    prepare: async (app, parts) => {
      await seedDemo(parts, loaded.institutions, join(root, 'config/demo'));
      const { demoApp } = await import('../../../test/demo-app/demo-app.ts');
      const { outboxRoutes } = await import('./outbox.ts');
      if (parts.outbox !== undefined) app.mount(outboxRoutes(parts.outbox, publicUrl));
      app.mount(
        demoApp({
          publicUrl,
          issuer: `${publicUrl}/demo/oidc`,
          clientId: 'demo-app',
          clientSecret: sources.env['VESTIBULE_DEMO_APP_SECRET'] ?? '',
          password: demoPassword,
          hints,
        }),
      );
    },
  });
}

/** The demo's files as they are, at the address of this run; its secrets are made at the first start. */
function demoSources(directory: string, publicUrl: string, port: number): LoadSources {
  return {
    env: demoSecrets(directory),
    readFile: (path) =>
      readFileSync(path, 'utf8').replaceAll(writtenUrl, publicUrl).replace('port: 8080', `port: ${port}`),
    readMasterKey,
  };
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return 8080;
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535 ? Number(text) : undefined;
}

function greeting(publicUrl: string, directory: string, file: string): string {
  const names = hints.flatMap(({ people }) => people.map(({ name }) => name));
  const width = Math.max(...[...names, 'kofi@post.example'].map((name) => name.length));
  return [
    '',
    'Vestibule is up: a demo library, its campus, and a college.',
    '',
    `  Begin here          ${publicUrl}/demo-app`,
    `  The library itself  ${publicUrl}/demo/me`,
    `  Its campus          ${publicUrl}/campus/me`,
    `  The college         ${publicUrl}/college/me`,
    `  Letters it sent     ${publicUrl}/demo-app/outbox`,
    '',
    `The password is always  ${demoPassword}`,
    ...hints.flatMap(({ at, people }) => [
      '',
      `  ${at}`,
      ...people.map(({ name, shows }) => `    ${name.padEnd(width)}  ${shows}`),
    ]),
    '',
    '  Email',
    `    ${'kofi@post.example'.padEnd(width)}  his letter lies in the outbox`,
    `    ${'any other address'.padEnd(width)}  somebody new, who may register`,
    '',
    'At the command line, in another terminal:',
    '',
    `  export VESTIBULE_CONFIG=${file}`,
    '  node src/launch.mjs users list --institution demo',
    '  node src/launch.mjs invitations send --institution demo --profile college p0002',
    '  node src/launch.mjs explain CODE          why that sign-in ended as it did',
    '',
    `Data in ${directory}. Stop with Ctrl-C.`,
    '',
    '',
  ].join('\n');
}
