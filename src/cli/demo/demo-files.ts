// The demo's configuration as it runs, for other commands: they find its stores and secrets beside it.
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { secretFiles } from './secrets.ts';

const header = '# Written by every start of the demo, from config/demo: change it there.\n';
export const demoFiles = ['vestibule.yaml', 'demo.yaml', 'campus.yaml', 'college.yaml'] as const;

/**
 * @param read a file of the demo at the address of this run
 * @returns the installation file, in the data directory
 */
export function writeDemoFiles(directory: string, read: (file: (typeof demoFiles)[number]) => string): string {
  for (const file of demoFiles) {
    const here = file === 'vestibule.yaml' ? 'dataDirectory: .\n' : '';
    // Renamed into place: who reads meanwhile reads the one or the other whole.
    writeFileSync(join(directory, `.${file}`), `${header}${withOwnSecrets(read(file))}${here}`, { mode: 0o600 });
    renameSync(join(directory, `.${file}`), join(directory, file));
  }
  return join(directory, 'vestibule.yaml');
}

function withOwnSecrets(text: string): string {
  const lines = text.split('\n').filter((line) => !line.startsWith('# yaml-language-server'));
  return Object.entries(secretFiles).reduce(
    (written, [variable, file]) => written.replaceAll(`\${env:${variable}}`, `\${file:${file}}`),
    lines.join('\n'),
  );
}
