// Runs the named kinds of test (folders of test/) on node:test and closes with a line `N passed, N failed, N skipped`.
// A test that lacks a real server skips itself and says which; the list of those is printed last.
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

const kinds = process.argv.slice(2);
const files = kinds.flatMap((kind) =>
  kind.endsWith('.ts') ? [kind] : globSync(`test/${kind}/**/*.test.ts`).concat(globSync(`test/${kind}.test.ts`)),
);
if (kinds.includes('unit')) files.push('test/architecture.test.ts');
if (files.length === 0) {
  console.error(`No test files found for: ${kinds.join(' ')}`);
  process.exit(1);
}

let passed = 0;
let failed = 0;
const leftOut: string[] = [];
const concurrency = kinds.some((kind) => kind === 'peers' || kind === 'browser') ? 1 : true;
const stream = run({ files: files.map((file) => join(process.cwd(), file)), concurrency, timeout: 600_000 });
stream.on('test:pass', (event) => {
  // A suite that is left out counts as one: what is in it is never seen.
  if (event.skip !== undefined) leftOut.push(`${event.name}${typeof event.skip === 'string' ? `: ${event.skip}` : ''}`);
  else if (event.details.type !== 'suite') passed++;
});
stream.on('test:fail', ({ details }) => {
  // What holds a failed test fails with it: that is no failure of its own.
  const { failureType } = details.error as { readonly failureType?: string };
  if (failureType !== 'subtestsFailed') failed++;
});
stream.compose(spec()).pipe(process.stdout);
stream.on('end', () => {
  setImmediate(() => {
    if (leftOut.length > 0) console.log(`\nLeft out here:\n${leftOut.map((line) => `  ${line}`).join('\n')}`);
    // Where every server must be there (.ci/run), a test that left itself out has failed.
    if (process.env['VESTIBULE_PEERS'] === 'required') failed += leftOut.length;
    console.log(`\n${passed} passed, ${failed} failed, ${leftOut.length} skipped`);
    process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
  });
});
