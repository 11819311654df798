// `vestibule undo --institution SLUG BATCH [--dry-run]`
import { undoBatch } from '../directory/undo/undo-batch.ts';
import type { CommandArgs, CommandIo } from './command.ts';
import { progressLine } from './progress-line.ts';
import { stoppedBySignal } from './stopped-by-signal.ts';
import { undoHint } from './undo-hint.ts';
import { withDirectory } from './with-directory.ts';

export function runUndo(args: CommandArgs, io: CommandIo): Promise<number> {
  return withDirectory(args, io, async (directory, caller) => {
    const [batch = ''] = args.positionals;
    const dryRun = args.values['dry-run'] === true;
    const line = progressLine(process.stderr);
    const onProgress = (step: string, changes: number) => line.show(`${changes} changes ${step}`);
    const signal = stoppedBySignal();
    const result = await undoBatch(directory, caller, batch, { dryRun, onProgress, signal }).finally(line.clear);
    const { changes, secretsLost, end } = result;
    if (secretsLost > 0)
      io.err(`Passwords and PINs that cannot be brought back and must be set anew: ${secretsLost}\n`);
    if (end === 'stopped') {
      io.err(`Stopped after ${changes} changes. Run the same again to go on.\n`);
      return 1;
    }
    if (dryRun) io.out(`${changes} changes could be taken back. Nothing was changed.\n`);
    else io.out(`${changes} changes were taken back.\n${undoHint(directory.institution.slug, result.batch)}`);
    return 0;
  });
}
