// An installation as an operator has it: files in a directory of its own, served by the real command line.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { stringify } from 'yaml';
import type { z } from 'zod';
import type { installation as installationSchema } from '../../config/schema.ts';
import { type RunningCommand, runCommand } from './command.ts';
import { freePort } from './free-port.ts';
import { libraryOf, passwordProfile } from './institutions.ts';
import type { InstitutionInput } from './vestibule.ts';

export type InstallationInput = Partial<z.input<typeof installationSchema>>;

export interface WrittenInstallation {
  readonly directory: string;
  readonly file: string;
  readonly institutionFile: string;
  readonly url: string;
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
  /** Writes the institution file anew: an object as YAML, or a text as it is. */
  writeInstitution(institution: InstitutionInput | string): void;
  /** Runs a command of `vestibule` on it. */
  run(...words: readonly string[]): RunningCommand;
  /** `vestibule serve`, when it answers. */
  serve(...words: readonly string[]): Promise<RunningCommand>;
  remove(): void;
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of the configuration
const masterKey = '${env:TEST_MASTER_KEY}';

/** The demo library as a file that `vestibule check` takes: the given profiles, and the library password. */
export function fileOf(
  profiles: InstitutionInput['loginProfiles'] = [],
  parts: Partial<InstitutionInput> = {},
): InstitutionInput {
  return libraryOf({ loginProfiles: [...profiles, passwordProfile], ...parts });
}

export async function writeInstallation(
  settings: InstallationInput = {},
  env: Readonly<Record<string, string>> = {},
  institution: InstitutionInput = fileOf(),
): Promise<WrittenInstallation> {
  const directory = mkdtempSync(join(tmpdir(), 'vestibule-installation-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const file = join(directory, 'vestibule.yaml');
  const institutionFile = join(directory, 'demo.yaml');
  const all: InstallationInput = {
    publicUrl: url,
    listen: { host: '127.0.0.1', port },
    masterKey,
    dataDirectory: 'data',
    institutions: ['demo.yaml'],
    outboundAllow: ['127.0.0.0/8'],
    passwordHashing: { memoryKiB: 7168, passes: 1 },
    ...settings,
  };
  const written: WrittenInstallation = {
    directory,
    file,
    institutionFile,
    url,
    port,
    env: { TEST_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'), ...env },
    writeInstitution: (content) =>
      writeFileSync(institutionFile, typeof content === 'string' ? content : stringify(content)),
    run: (...words) => runCommand([...words, '--config', file], written.env),
    async serve(...words) {
      const command = written.run('serve', ...words);
      await answers(written.url, command);
      return command;
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
  writeFileSync(file, stringify(all));
  written.writeInstitution(institution);
  return written;
}

/** Waits until `/readyz` says so; rejects when the command ends before. */
export async function answers(url: string, command: RunningCommand): Promise<void> {
  for (const end = Date.now() + 30_000; Date.now() < end; await wait(50)) {
    if (command.child.exitCode !== null || command.child.signalCode !== null)
      throw new Error(`It ended before it answered:\n${command.output()}`);
    if ((await statusOf(`${url}/readyz`)) === 200) return;
  }
  throw new Error(`It never answered:\n${command.output()}`);
}

/** The status of an answer over a connection of its own; undefined when there was none. */
export async function statusOf(url: string): Promise<number | undefined> {
  try {
    const signal = AbortSignal.timeout(10_000);
    const answer = await fetch(url, { headers: { connection: 'close' }, redirect: 'manual', signal });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return undefined;
  }
}
