import { type Command, textOption, UsageError } from './command.ts';
import { changeOptions, versionOf } from './identifiers-options.ts';

const warnings = {
  expired: 'She cannot sign in: the account is expired, which counts for an internal user.',
  'no-password': 'She has no password here: give her one, or a link to set it, if she is to sign in with one.',
} as const;

const accountTypes = ['internal', 'external'] as const;

export const usersConvert: Command = {
  name: 'users convert',
  summary: 'Let the library manage a user from now on, or another system. Password and identifiers stay.',
  options: {
    ...changeOptions,
    system: { type: 'string', value: 'CODE', summary: 'The system that manages an external user.' },
    give: {
      type: 'string',
      value: 'TYPE',
      summary: 'Let the system have her identifiers of this type, or "primary"; may be repeated. Others stay ours.',
      multiple: true,
    },
  },
  operands: ['USER', 'internal|external'],
  async run(args, io) {
    const [user = '', word] = args.positionals;
    const to = accountTypes.find((type) => type === word);
    if (to === undefined) throw new UsageError(`a user is internal or external, not "${word}"`, usersConvert);
    if (to === 'external' && textOption(args, 'system') === undefined)
      throw new UsageError('users convert USER external needs --system CODE: who manages her', usersConvert);
    const externalTypes = [args.values['give'] ?? []].flat().map(String);
    const version = versionOf(args, usersConvert);
    const request = { user, to, version, owningSystem: textOption(args, 'system'), externalTypes };
    const { withDirectory } = await import('./with-directory.ts');
    const { convertUser } = await import('../directory/management/convert-user.ts');
    const { printable } = await import('../directory/characters.ts');
    return withDirectory(args, io, async (directory, caller) => {
      const done = await convertUser(directory, caller, request);
      const who = done.owningSystem === undefined ? 'the library' : done.owningSystem;
      const how = `${done.accountType}, managed by ${who}${done.changed ? '' : ' already'}`;
      io.out(`${printable(`${done.primaryIdentifier}: ${how}`)}\n`);
      for (const warning of done.warnings) io.out(`${warnings[warning]}\n`);
      return 0;
    });
  },
};
