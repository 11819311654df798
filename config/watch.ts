// A changed configuration comes into force without a restart. Files are polled: that works on every node and every file
// system, also where a directory is swapped under a link, as container platforms do.
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConfigFault } from './faults.ts';
import { type FaultyInstallation, type LoadedInstallation, type LoadSources, loadInstallation } from './load.ts';

export interface WatchOptions {
  readonly sources: LoadSources;
  /** What is in force now: it decides which files are watched, and whether a change is one. */
  readonly loaded: LoadedInstallation;
  /** Puts a new configuration in force. Called one at a time, with the latest last. */
  readonly onChange: (loaded: LoadedInstallation) => Promise<void> | void;
  /**
   * The faults of a changed configuration, or that `onChange` failed; what was in force stays in force. Told once a
   * change.
   */
  readonly onFaults: (faults: readonly ConfigFault[]) => void;
  readonly intervalMs?: number;
}

export interface Watch {
  /** Looks now, without waiting for the next interval; for SIGHUP. */
  look(): Promise<void>;
  /** From now on `onChange` is not called any more; ends when a call under way has ended. */
  stop(): Promise<void>;
}

/** A file is read once it has been the same for so long: an editor may be in the middle of writing it. */
const settleMs = 100;
const settleTries = 5;

/** @param path the installation file, as given to `loadInstallation` */
export function watchInstallation(path: string, options: WatchOptions): Watch {
  const watching = new Watching(path, options);
  const timer = setInterval(() => void watching.look(), options.intervalMs ?? 500);
  timer.unref();
  return {
    look: () => watching.look(),
    async stop() {
      clearInterval(timer);
      await watching.end();
    },
  };
}

class Watching {
  readonly #path: string;
  readonly #options: WatchOptions;
  #files: readonly string[];
  /** Of the files when they were last read; at first nothing, so that what changed since the start is seen. */
  #stamp = '';
  #fingerprint: string;
  #looking: Promise<void> | undefined;
  #isOver = false;

  constructor(path: string, options: WatchOptions) {
    this.#path = path;
    this.#options = options;
    this.#files = options.loaded.files;
    this.#fingerprint = options.loaded.fingerprint;
  }

  look(): Promise<void> {
    this.#looking ??= this.#lookOnce()
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        const message = `the changed configuration could not be put in force: ${reason}`;
        this.#options.onFaults([{ file: this.#path, line: 1, column: 1, path: '', message }]);
      })
      .finally(() => {
        this.#looking = undefined;
      });
    return this.#looking;
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await this.#looking;
  }

  async #lookOnce(): Promise<void> {
    if (this.#isOver || this.#stamp === stampOf(this.#files)) return;
    const { result, stamp } = await this.#readSettled();
    this.#files = [...new Set([...result.files, ...(result.type === 'faults' ? this.#files : [])])];
    // Files that were not watched before may have changed while they were read: the next look compares them all.
    this.#stamp = stamp(this.#files);
    if (this.#isOver) return;
    if (result.type === 'faults') {
      this.#options.onFaults(result.faults);
      return;
    }
    if (result.fingerprint === this.#fingerprint) return;
    this.#fingerprint = result.fingerprint;
    await this.#options.onChange(result);
  }

  /** Loads when the files have been the same for a moment before, and are still the same after. */
  async #readSettled(): Promise<{
    readonly result: LoadedInstallation | FaultyInstallation;
    readonly stamp: (files: readonly string[]) => string;
  }> {
    for (let tries = 1; ; tries++) {
      const first = stampOf(this.#files);
      await sleep(settleMs);
      if (first !== stampOf(this.#files) && tries < settleTries) continue;
      const before = stampOf(this.#files);
      const result = await loadInstallation(this.#path, this.#options.sources);
      const isSame = before === stampOf(this.#files);
      // Changed under the reading: what was read counts as never seen, so the next look reads again.
      if (isSame || tries >= settleTries) return { result, stamp: isSame ? stampOf : () => '' };
    }
  }
}

/** Changes when any of the files is written, replaced, removed or made. */
function stampOf(files: readonly string[]): string {
  return files.map((file) => `${file} ${stampOfOne(resolve(file))}`).join('\n');
}

function stampOfOne(file: string): string {
  try {
    const { mtimeNs, ctimeNs, size, ino } = statSync(file, { bigint: true });
    return `${mtimeNs} ${ctimeNs} ${size} ${ino}`;
  } catch {
    return 'absent';
  }
}
