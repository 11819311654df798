import { type Command, textOption, UsageError } from './command.ts';
import { directoryOptions } from './directory-options.ts';

const holdDaysMax = 36_500;

export const usersErase: Command = {
  name: 'users erase',
  summary: 'Forget a person: her record, and what the audit and the traces say of her. It cannot be undone.',
  options: {
    ...directoryOptions,
    yes: { type: 'boolean', summary: 'Do it. Without this it is only said who would be erased.' },
    hold: {
      type: 'string',
      value: 'DAYS',
      summary: 'For how long nobody else gets her identifiers; their values stay for so long.',
    },
    rewrite: {
      type: 'boolean',
      summary: 'Write the files of SQLite anew however large they are; others who write wait meanwhile.',
    },
  },
  operands: ['USER'],
  async run(args, io) {
    const hold = textOption(args, 'hold') ?? '0';
    if (!/^\d{1,5}$/.test(hold) || Number(hold) > holdDaysMax)
      throw new UsageError(`--hold takes a number of days up to ${holdDaysMax}, not "${hold}"`, usersErase);
    const { runUsersErase } = await import('./users-erase.ts');
    return runUsersErase(args, io, { holdDays: Number(hold) });
  },
};
