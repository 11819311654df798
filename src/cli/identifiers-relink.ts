// `vestibule identifiers relink --institution SLUG --type TYPE FILE.csv [--dry-run] [--report FILE]`
import { createReadStream } from 'node:fs';
import { relinkIdentifiers } from '../directory/bulk/relink.ts';
import { runBulk } from './bulk-report.ts';
import { type CommandArgs, type CommandIo, textOption } from './command.ts';

export function runIdentifiersRelink(args: CommandArgs, io: CommandIo): Promise<number> {
  const [file = ''] = args.positionals;
  const type = textOption(args, 'type') ?? '';
  return runBulk(args, io, file, (directory, caller, options) =>
    relinkIdentifiers(directory, caller, { type, open: () => createReadStream(file) }, options),
  );
}
