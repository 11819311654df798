import type { Command } from './command.ts';
import { directoryOptions } from './directory-options.ts';

export const auditPrune: Command = {
  name: 'audit prune',
  summary: 'Drop what is older than the setting auditDays keeps, now instead of at night.',
  options: directoryOptions,
  async run(args, io) {
    const { withDirectory } = await import('./with-directory.ts');
    const { pruneAudit } = await import('../directory/audit/prune-audit.ts');
    return withDirectory(args, io, async (directory, caller, { store: { journal } }) => {
      const { days, changes, decisions } = await pruneAudit({ ...directory, journal }, caller);
      io.out(
        days === undefined
          ? 'The audit is kept for ever: the setting auditDays is not set. Nothing was dropped.\n'
          : `Dropped what is older than ${days === 1 ? 'a day' : `${days} days`}: ${changes} changes, ${decisions} decisions.\n`,
      );
      return 0;
    });
  },
};
