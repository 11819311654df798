// What the demo keeps secret, made at its first start: the master key, and what its campus, the college and the application share with it.
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDemoMasterKey } from '../../keys/master-key.ts';
import { systemRandom } from '../../platform.ts';

/** Where each stands in the data directory, by the variable of the demo's configuration. */
export const secretFiles = {
  VESTIBULE_DEMO_MASTER_KEY: 'master.key',
  VESTIBULE_DEMO_CAMPUS_SECRET: 'campus-client.secret',
  VESTIBULE_DEMO_COLLEGE_SECRET: 'college-client.secret',
  VESTIBULE_DEMO_APP_SECRET: 'demo-app-client.secret',
} as const;

/** The environment that the demo's references are read from. */
export function demoSecrets(directory: string): Readonly<Record<string, string>> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return {
    VESTIBULE_DEMO_MASTER_KEY: ensureDemoMasterKey(directory, systemRandom).toString('base64'),
    VESTIBULE_DEMO_CAMPUS_SECRET: secretIn(directory, secretFiles.VESTIBULE_DEMO_CAMPUS_SECRET),
    VESTIBULE_DEMO_COLLEGE_SECRET: secretIn(directory, secretFiles.VESTIBULE_DEMO_COLLEGE_SECRET),
    VESTIBULE_DEMO_APP_SECRET: secretIn(directory, secretFiles.VESTIBULE_DEMO_APP_SECRET),
  };
}

function secretIn(directory: string, name: string): string {
  const file = join(directory, name);
  try {
    const descriptor = openSync(file, 'wx', 0o600);
    try {
      writeSync(descriptor, systemRandom.token());
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return readFileSync(file, 'utf8').trim();
}
