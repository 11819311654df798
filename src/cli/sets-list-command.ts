import type { Command } from './command.ts';
import { directoryOptions } from './directory-options.ts';

export const setsList: Command = {
  name: 'sets list',
  summary: 'List sets of users and saved searches: your own, or all for who may see all.',
  options: { ...directoryOptions, json: { type: 'boolean', summary: 'As JSON, for programs.' } },
  async run(args, io) {
    const { withSets } = await import('./sets-with.ts');
    const { listSets } = await import('../directory/sets.ts');
    const { textTable } = await import('./text-table.ts');
    return withSets(args, io, async (directory, caller) => {
      const sets = await listSets(directory, caller);
      const rows = sets.map(({ id, name, owner, kind, query }) => [name, query ?? `(${kind})`, owner, id]);
      const shown =
        rows.length === 0 ? 'There are no sets.\n' : textTable([['NAME', 'SEARCH', 'OWNER', 'ID'], ...rows]);
      io.out(args.values['json'] === true ? `${JSON.stringify({ sets }, undefined, 2)}\n` : shown);
      return 0;
    });
  },
};
