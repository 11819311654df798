import { type Command, textOption } from './command.ts';
import { directoryOptions } from './directory-options.ts';

export const rolesGrant: Command = {
  name: 'roles grant',
  summary: 'Grant a user a role, by its name or by Alma’s number.',
  options: {
    ...directoryOptions,
    scope: { type: 'string', value: 'CODE', summary: 'Of a library or desk; the whole institution unless named.' },
    until: { type: 'string', value: 'DAY', summary: 'The last good day, such as 2028-09-30; for good unless named.' },
  },
  operands: ['USER', 'ROLE'],
  async run(args, io) {
    const { withDirectory } = await import('./with-directory.ts');
    const { grantRole } = await import('../directory/roles/change-roles.ts');
    const { printRoles } = await import('./roles-print.ts');
    return withDirectory(args, io, async (directory, caller) => {
      const [user = '', role = ''] = args.positionals;
      const request = { user, role, scope: textOption(args, 'scope'), until: textOption(args, 'until') };
      const changed = await grantRole(directory, caller, request);
      io.out(printRoles(changed, { done: 'Granted', nothing: 'has that role so already' }));
      return 0;
    });
  },
};
