// `vestibule identifiers bulk --institution SLUG attach|retire|retype FILE.csv [--dry-run] [--report FILE]`
import { createReadStream } from 'node:fs';
import { changeIdentifiers } from '../directory/bulk/change-identifiers.ts';
import type { BulkAction } from '../directory/bulk/row-actions.ts';
import { runBulk } from './bulk-report.ts';
import type { CommandArgs, CommandIo } from './command.ts';

export function runIdentifiersBulk(args: CommandArgs, io: CommandIo, action: BulkAction): Promise<number> {
  const [, file = ''] = args.positionals;
  return runBulk(args, io, file, (directory, caller, options) =>
    changeIdentifiers(directory, caller, { action, source: createReadStream(file) }, options),
  );
}
