import { type Command, type CommandArgs, textOption, UsageError } from './command.ts';
import { directoryOptions } from './directory-options.ts';

export const mailLog: Command = {
  name: 'mail log',
  summary: 'Show which letters were sent, and what became of each; newest first.',
  options: {
    ...directoryOptions,
    user: { type: 'string', value: 'USER', summary: 'Only letters to this user; for the desk.' },
    days: { type: 'string', value: 'N', summary: 'Of the last N days; 30 unless said.' },
    most: { type: 'string', value: 'N', summary: 'At most so many letters; 100 unless said.' },
    json: { type: 'boolean', summary: 'As JSON, for programs.' },
  },
  async run(args, io) {
    const days = numberOption(args, 'days', 30, 3650);
    const most = numberOption(args, 'most', 100, 10_000);
    const { runMailLog } = await import('./mail-log.ts');
    return runMailLog(args, io, { user: textOption(args, 'user'), days, most });
  },
};

function numberOption(args: CommandArgs, name: string, usual: number, max: number): number {
  const text = textOption(args, name);
  if (text === undefined) return usual;
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > max) throw new UsageError(`--${name} takes a number from 1 to ${max}`, mailLog);
  return number;
}
