// `vestibule` as people run it: through the launcher, in a process of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const launcher = fileURLToPath(new URL('../../src/launch.mjs', import.meta.url));

export interface RunningCommand {
  readonly child: ChildProcess;
  /** Everything it printed so far. */
  output(): string;
  /** Resolves when the output holds the text; rejects when the command ends before. */
  said(text: string): Promise<void>;
  /** Tells it to stop and waits until it has. @returns its exit code */
  stop(): Promise<number | null>;
  ended(): Promise<number | null>;
}

export function runCommand(args: readonly string[], env: Readonly<Record<string, string>> = {}): RunningCommand {
  const child = spawn(process.execPath, [launcher, ...args], { env: { ...process.env, ...env }, stdio: 'pipe' });
  let output = '';
  const listeners = new Set<() => void>();
  const hear = (chunk: Buffer): void => {
    output += chunk.toString('utf8');
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const end = once(child, 'close').then(() => child.exitCode);
  return {
    child,
    output: () => output,
    said: (text) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if (output.includes(text)) resolve();
        };
        listeners.add(check);
        check();
        void end.then(() => reject(new Error(`It ended without saying "${text}":\n${output}`)));
      }),
    async stop() {
      child.kill('SIGTERM');
      return end;
    },
    ended: () => end,
  };
}
