// `vestibule audit export --institution SLUG --chain CHAIN [FILE]`
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { exportAudit } from '../directory/audit/export-audit.ts';
import type { AuditChain } from '../domain/ports/audit-trail.ts';
import type { CommandArgs, CommandIo } from './command.ts';
import { writingTrouble } from './file-trouble.ts';
import { withDirectory } from './with-directory.ts';

export function runAuditExport(args: CommandArgs, io: CommandIo, chain: AuditChain): Promise<number> {
  return withDirectory(args, io, async (directory, caller, { store: { journal } }) => {
    const [file] = args.positionals;
    const lines = Readable.from(await exportAudit({ ...directory, journal }, caller, chain));
    if (file === undefined) {
      await pipeline(lines, process.stdout, { end: false });
      return 0;
    }
    try {
      await pipeline(lines, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
    } catch (error) {
      if (!(error instanceof Error && 'syscall' in error)) throw error;
      io.err(`${writingTrouble(file, error)}.\n`);
      return 1;
    }
    io.out(`Written to ${file}.\n`);
    return 0;
  });
}
