// Runs the verification of one aggregate in a process of its own, which cannot take more than its share: of memory, of time,
// and of the processor.
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { extname } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { VerifyResult, VerifyTask } from './verify-process.ts';

export interface VerifyLimits {
  readonly timeoutMs: number;
  readonly memoryMiB: number;
}

export const verifyLimits: VerifyLimits = { timeoutMs: 90_000, memoryMiB: 2048 };

/** A heap of three quarters leaves room for what lies beside it: the document itself, and its canonical text. */
const heapShare = 0.75;
const lookEveryMs = 500;

export async function verifyAggregate(
  task: VerifyTask,
  signal: AbortSignal,
  { timeoutMs, memoryMiB }: VerifyLimits = verifyLimits,
): Promise<VerifyResult> {
  const here = import.meta.url;
  const main = fileURLToPath(new URL(`./verify-process${extname(here)}`, here));
  const heap = `--max-old-space-size=${Math.floor(memoryMiB * heapShare)}`;
  // No environment: what verifies needs no secret.
  // Its collector would take every core that people wait for.
  const child = spawn(process.execPath, [heap, '--single-threaded-gc', main], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {},
  });
  let why: string | undefined;
  const kill = (because: string) => {
    why ??= because;
    child.kill('SIGKILL');
  };
  const stop = () => kill('it was stopped');
  const timer = setTimeout(() => kill(`not verified within ${timeoutMs / 1000} seconds`), timeoutMs);
  const look = async (): Promise<void> => {
    if ((await residentMiB(child.pid)) > memoryMiB) kill(`more than ${memoryMiB} MiB of memory to verify it`);
  };
  const memory = setInterval(() => void look(), lookEveryMs);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  lowerPriority(child.pid);
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
  // A process that is gone takes no task; how it ended is told below.
  child.stdin.on('error', () => {});
  child.stdin.end(JSON.stringify(task));
  try {
    const [said, code] = await Promise.all([text(child.stdout).catch(() => ''), ended]);
    if (why !== undefined) return { type: 'refused', detail: why };
    if (code !== 0) return { type: 'refused', detail: `the process that verifies it ended with ${code ?? 'a signal'}` };
    return JSON.parse(said) as VerifyResult;
  } finally {
    clearTimeout(timer);
    clearInterval(memory);
    signal.removeEventListener('abort', stop);
  }
}

/** Linux tells it; elsewhere the limit of the heap alone holds. */
async function residentMiB(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid ?? 0}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
}

/** People who sign in meanwhile go first. */
function lowerPriority(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A system that has no priorities verifies all the same.
  }
}
