// A file of users as a student system exports them, and an import of it in a process of its own.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { fileURLToPath } from 'node:url';

export async function writeUsersFile(path: string, count: number): Promise<void> {
  const file = createWriteStream(path);
  file.write('{"users":[\n');
  for (let n = 1; n <= count; n++) {
    const line = `${JSON.stringify(userRecord(n))}${n === count ? '' : ','}\n`;
    if (!file.write(line)) await once(file, 'drain');
  }
  file.end(']}\n');
  await once(file, 'finish');
}

function userRecord(n: number): object {
  const number = String(n).padStart(8, '0');
  return {
    primaryIdentifier: `u${number}`,
    recordType: 'public',
    accountType: 'external',
    owningSystem: 'SIS',
    name: { first: `First${n % 5000}`, last: `Last${n % 70_000}` },
    userGroup: n % 3 === 0 ? 'PG' : 'UG',
    preferredLanguage: 'en',
    expiryDate: '2035-09-30',
    identifiers: [
      { type: 'STUDENT_NO', value: `S-${number}` },
      { type: 'BARCODE', value: `2930${number}` },
    ],
    emails: [{ address: `u${number}@campus.example`, types: ['school'], preferred: true }],
  };
}

export interface ImportStart {
  readonly store: { readonly directory: string } | { readonly postgres: string };
  readonly file: string;
}

export interface ImportResult {
  readonly users: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** The most it ever had resident. */
  readonly peakMib: number;
}

export interface RunningImport {
  readonly result: Promise<ImportResult>;
}

export function startImport(start: ImportStart): RunningImport {
  const script = fileURLToPath(new URL('import-process.ts', import.meta.url));
  return { result: resultOf(fork(script, [JSON.stringify(start)])) };
}

async function resultOf(child: ChildProcess): Promise<ImportResult> {
  let result: ImportResult | undefined;
  child.on('message', (message) => {
    result = message as ImportResult;
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (result === undefined || code !== 0) throw new Error(`The import ended with ${code}`);
  return result;
}
