// `vestibule audit verify --institution SLUG [--chain CHAIN] [--noted SEQ:HASH] | FILE`
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { NotedEntry, VerifiedChain } from '../directory/audit/verify.ts';
import { verifyAudit, verifyExport } from '../directory/audit/verify-audit.ts';
import { VestibuleError } from '../domain/errors.ts';
import type { AuditChain } from '../domain/ports/audit-trail.ts';
import type { CommandArgs, CommandIo } from './command.ts';
import { readingTrouble } from './file-trouble.ts';
import { withDirectory } from './with-directory.ts';

/** Every chain is verified, also behind one that is broken. */
export function verifyStored(
  args: CommandArgs,
  io: CommandIo,
  chains: readonly AuditChain[],
  noted: NotedEntry | undefined,
): Promise<number> {
  return withDirectory(args, io, async (directory, caller, { store: { journal } }) => {
    let broken = 0;
    for (const chain of chains) {
      const verifying = verifyAudit({ ...directory, journal }, caller, chain, noted);
      if (!(await told(io, chain, verifying))) broken++;
    }
    return broken === 0 ? 0 : 1;
  });
}

export async function verifyFile(file: string, noted: NotedEntry | undefined, io: CommandIo): Promise<number> {
  try {
    const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
    return (await told(io, file, verifyExport(lines, noted))) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    io.err(`${readingTrouble(file, error)}.\n`);
    return 1;
  }
}

async function told(io: CommandIo, what: string, verifying: Promise<VerifiedChain>): Promise<boolean> {
  try {
    const { entries, erased, last } = await verifying;
    const without = erased === 0 ? '' : ` (${erased} of them without the detail that was erased)`;
    const end = last.seq === 0 ? '' : ` The last is ${last.seq}:${last.hash}.`;
    io.out(`${what}: whole, ${entries} entries${without}.${end}\n`);
    return true;
  } catch (error) {
    if (!(error instanceof VestibuleError) || error.code !== 'VST_AUDIT_BROKEN') throw error;
    io.err(`${what}: ${error.code}: ${error.message}.\n`);
    return false;
  }
}
