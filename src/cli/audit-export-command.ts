import { chainOf, chainOption } from './audit-options.ts';
import { type Command, UsageError } from './command.ts';
import { directoryOptions } from './directory-options.ts';

export const auditExport: Command = {
  name: 'audit export',
  summary: 'Write a chain of the audit as JSON Lines, which "audit verify FILE" verifies anywhere.',
  options: { ...directoryOptions, chain: { ...chainOption, required: true } },
  operands: ['FILE?'],
  async run(args, io) {
    const chain = chainOf(args, auditExport);
    if (chain === undefined) throw new UsageError('audit export needs --chain CHAIN', auditExport);
    const { runAuditExport } = await import('./audit-export.ts');
    return runAuditExport(args, io, chain);
  },
};
