// `npm run check`: types, lint, format; each tool's own words are shown, and all of them run even when one fails.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

function bin(pkg: string, name: string): string {
  const manifest = require.resolve(`${pkg}/package.json`);
  const { bin: bins } = require(manifest) as { bin: string | Record<string, string> };
  const path = typeof bins === 'string' ? bins : bins[name];
  if (path === undefined) throw new Error(`${pkg} has no command ${name}`);
  return join(dirname(manifest), path);
}

const steps: readonly (readonly [string, readonly string[]])[] = [
  ['types', [bin('typescript', 'tsc')]],
  ['lint', [bin('oxlint', 'oxlint'), '--type-aware']],
  ['format', [bin('@biomejs/biome', 'biome'), 'check']],
];
let failed = 0;
for (const [name, command] of steps) {
  const { status } = spawnSync(process.execPath, command, { stdio: 'inherit' });
  console.log(`${name}: ${status === 0 ? 'ok' : 'FAILED'}`);
  if (status !== 0) failed++;
}
console.log(`${steps.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
