// The server side of a measurement, in a process of its own: the client's work is none of its CPU. It is spoken to over
// the channel that `fork` gives. As a main module it is that process: `served.ts MODULE` serves what MODULE exports.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { cpuMs } from './measure.ts';

type Calls = Readonly<Record<string, (argument: unknown) => unknown>>;
/** What a served module exports as `serve`. */
export type Serve = (start: unknown) => Promise<Calls>;

interface Question {
  readonly id: number;
  readonly name: string;
  readonly argument: unknown;
}

interface Reply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

export interface Served {
  call<Result>(name: string, argument?: unknown): Promise<Result>;
  /** CPU that process spends while `work` runs here, in milliseconds. */
  cpuOf(work: () => Promise<unknown>): Promise<number>;
  close(): Promise<void>;
}

/** @param module beside this file */
export async function startServed(module: string, start: unknown = {}): Promise<Served> {
  const child = fork(fileURLToPath(import.meta.url), [module], { serialization: 'advanced' });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let last = 0;
  child.on('message', (message) => {
    const { id, result, error } = message as Reply;
    if (error === undefined) waiting.get(id)?.resolve(result);
    else waiting.get(id)?.reject(new Error(error));
    waiting.delete(id);
  });
  child.on('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`${module} ended with ${code}`));
  });
  const call = <Result>(name: string, argument?: unknown): Promise<Result> => {
    const answer = Promise.withResolvers<unknown>();
    waiting.set(++last, answer);
    child.send({ id: last, name, argument } satisfies Question);
    return answer.promise as Promise<Result>;
  };
  await call('start', start);
  return {
    call,
    async cpuOf(work) {
      const before = await call<number>('cpu');
      await work();
      return (await call<number>('cpu')) - before;
    },
    close: () => ended(child, call),
  };
}

async function ended(child: ChildProcess, call: (name: string) => Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || !child.connected) return;
  const gone = once(child, 'exit');
  await call('close');
  child.disconnect();
  await gone;
}

async function answerCalls(module: string): Promise<void> {
  const { serve } = (await import(`./${module}`)) as { serve: Serve };
  let calls: Calls = {};
  const answer = async ({ id, name, argument }: Question): Promise<Reply> => {
    try {
      if (name !== 'start') return { id, result: await calls[name]?.(argument) };
      calls = { cpu: cpuMs, ...(await serve(argument)) };
      return { id };
    } catch (error) {
      return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
  };
  process.on('message', (message) => void answer(message as Question).then((reply) => process.send?.(reply)));
}

const [, main, module] = process.argv;
if (main === fileURLToPath(import.meta.url) && module !== undefined) await answerCalls(module);
