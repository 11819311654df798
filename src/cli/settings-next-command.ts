import { type Command, UsageError } from './command.ts';
import { directoryOptions } from './directory-options.ts';

export const settingsNext: Command = {
  name: 'settings next',
  summary: 'Show or set the number that a sequence of generated identifiers gives next.',
  options: directoryOptions,
  operands: ['TYPE', 'NUMBER?'],
  async run(args, io) {
    const [type = '', number] = args.positionals;
    if (number !== undefined && !/^\d{1,16}$/.test(number))
      throw new UsageError(`the next number is a whole number, not "${number}"`, settingsNext);
    const { withDirectory } = await import('./with-directory.ts');
    const { readNextNumber, setNextNumber } = await import('../directory/settings/next-number.ts');
    return withDirectory(args, io, async (directory, caller) => {
      if (number !== undefined) await setNextNumber(directory, caller, type, Number(number));
      const next = await readNextNumber(directory, caller, type);
      io.out(
        next === undefined ? `Nothing was generated for ${type} yet.\n` : `The next number for ${type} is ${next}.\n`,
      );
      return 0;
    });
  },
};
