import type { Command } from './command.ts';
import { directoryOptions } from './directory-options.ts';

export const settingsShow: Command = {
  name: 'settings show',
  summary: 'Show the settings of an institution, and what each does.',
  options: { ...directoryOptions, json: { type: 'boolean', summary: 'As JSON, for programs.' } },
  async run(args, io) {
    const { withDirectory } = await import('./with-directory.ts');
    const { readSettings } = await import('../directory/settings/change-settings.ts');
    const { printSettings } = await import('./settings-print.ts');
    return withDirectory(args, io, async (directory, caller) => {
      const view = await readSettings(directory, caller);
      io.out(args.values['json'] === true ? `${JSON.stringify(view, undefined, 2)}\n` : printSettings(view));
      return 0;
    });
  },
};
