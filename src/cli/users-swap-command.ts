import { type Command, UsageError } from './command.ts';
import { directoryOptions } from './directory-options.ts';

export const usersSwap: Command = {
  name: 'users swap',
  summary: 'Exchange what two users have of an identifier type: each has the other’s card.',
  options: {
    ...directoryOptions,
    type: {
      type: 'string',
      value: 'TYPE',
      summary: 'The type, or "primary"; may be given several times.',
      required: true,
      multiple: true,
    },
  },
  operands: ['A', 'B'],
  async run(args, io) {
    const [a = '', b = ''] = args.positionals;
    const given = args.values['type'];
    const types = (typeof given === 'object' ? given : [given]).map(String).flatMap((text) => text.split(','));
    if (types.some((type) => type.trim() === '')) throw new UsageError('--type is the code of a type', usersSwap);
    const request = { a, b, types: types.map((type) => type.trim()) };
    const { withDirectory } = await import('./with-directory.ts');
    const { swapIdentifiers } = await import('../directory/identifiers/swap.ts');
    const { changeLine, identifierFact } = await import('./identifiers-line.ts');
    return withDirectory(args, io, async (directory, caller) => {
      const { timeZone } = directory.institution;
      const swapped = await swapIdentifiers(directory, caller, request);
      const facts = [swapped.a, swapped.b].map(({ primaryIdentifier, identifiers }) => {
        const has = identifiers.map((one) => identifierFact(one, timeZone)).join(' and ');
        return `${primaryIdentifier} has ${has === '' ? 'nothing' : has}`;
      });
      io.out(changeLine('Swapped', ...facts));
      return 0;
    });
  },
};
