// The process: hands the command line to the command it names.
import { readFileSync } from 'node:fs';
import { commands } from './cli/index.ts';
import { runCli } from './cli/run.ts';

// A reader that has seen enough (`vestibule … | head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

process.exitCode = await runCli(process.argv.slice(2), commands, {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  env: process.env,
  readFile: (path) => readFileSync(path, 'utf8'),
});
