import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../support/free-port.ts';
import { type Bench, median, type Row } from './measure.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const idleMs = 5000;

export const startBench: Bench = {
  name: 'start',
  about: '`npm start` until it says that it is up, on no data and on its data; memory of the server after 5 s idle',
  async run({ quick, note }) {
    if (process.platform !== 'linux') {
      note('left out: memory is read from /proc');
      return [];
    }
    const runs: Run[] = [];
    for (let round = 0; round < (quick ? 1 : 3); round++) runs.push(await firstAndSecond());
    const of = (read: (run: Run) => number) => median(runs.map(read));
    const memory = runs.flatMap(({ first, second }) => [first.mib, second.mib]);
    note(`resident in each run: ${memory.map((mib) => mib.toFixed(0)).join(', ')} MiB, of it ${sharedWords(runs)}`);
    return [
      below(
        'first start',
        of(({ first }) => first.seconds),
        4,
        's',
      ),
      below(
        'second start',
        of(({ second }) => second.seconds),
        1.5,
        's',
      ),
      below(
        'memory idle, first start',
        of(({ first }) => first.mib),
        170,
        'MiB',
      ),
      below(
        'memory idle, second start',
        of(({ second }) => second.mib),
        170,
        'MiB',
      ),
    ];
  },
};

interface Started {
  readonly seconds: number;
  readonly mib: number;
  /** Of it the pages of files: the Node program itself, shared with every other Node. */
  readonly fileMib: number;
}

interface Run {
  readonly first: Started;
  readonly second: Started;
}

function sharedWords(runs: readonly Run[]): string {
  return `${median(runs.map(({ first }) => first.fileMib)).toFixed(0)} MiB the Node program's own pages`;
}

function below(what: string, value: number, limit: number, unit: string): Row {
  const ours = `${value.toFixed(unit === 's' ? 2 : 0)} ${unit}`;
  return { what, ours, bare: '', compared: '', target: `< ${limit} ${unit}`, met: value < limit };
}

async function firstAndSecond(): Promise<Run> {
  const directory = await mkdtemp(join(tmpdir(), 'vestibule-start-'));
  try {
    return { first: await start(directory), second: await start(directory) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function start(directory: string): Promise<Started> {
  const port = await freePort();
  const begun = performance.now();
  const npm = spawn('npm', ['start'], {
    cwd: root,
    env: { ...process.env, PATH: originalPath(), PORT: String(port), VESTIBULE_DATA: directory },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(npm, 'exit');
  try {
    await said(npm, 'Vestibule is up');
    const seconds = (performance.now() - begun) / 1000;
    await wait(idleMs);
    return { seconds, ...memoryOf(serverUnder(npm)) };
  } finally {
    process.kill(serverUnder(npm), 'SIGTERM');
    await ended;
  }
}

/** The launcher put Node 26 in front; `npm start` is measured as people run it, under the Node they have. */
function originalPath(): string {
  const own = dirname(process.execPath);
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((part) => part !== own)
    .join(delimiter);
}

async function said(child: ChildProcess, text: string): Promise<void> {
  let output = '';
  const heard = Promise.withResolvers<void>();
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8');
    if (output.includes(text)) heard.resolve();
  });
  child.on('exit', (code) => heard.reject(new Error(`npm start ended with ${code}: ${output}`)));
  return heard.promise;
}

/** npm starts a shell, the shell a launcher, and the launcher the Node 26 that serves: the last of the line. */
function serverUnder({ pid = 0 }: ChildProcess): number {
  const children = childrenByParent();
  let last = pid;
  for (let next = children.get(last); next !== undefined; next = children.get(next)) last = next;
  if (readlinkSync(`/proc/${last}/exe`) !== process.execPath) throw new Error('The server was not found under npm');
  return last;
}

function childrenByParent(): ReadonlyMap<number, number> {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const pairs = pids.flatMap((name): [number, number][] => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      return [[Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]), Number(name)]];
    } catch {
      return []; // It ended meanwhile.
    }
  });
  return new Map(pairs);
}

function memoryOf(pid: number): { mib: number; fileMib: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const of = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
  return { mib: of('VmRSS'), fileMib: of('RssFile') };
}
