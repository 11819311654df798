import { type Command, textOption } from './command.ts';
import { directoryOptions } from './directory-options.ts';

export const rolesRevoke: Command = {
  name: 'roles revoke',
  summary: 'Take a role from a user.',
  options: {
    ...directoryOptions,
    scope: { type: 'string', value: 'CODE', summary: 'Only in this place; everywhere unless named.' },
    force: { type: 'boolean', summary: 'Also your own role that lets you grant roles.' },
  },
  operands: ['USER', 'ROLE'],
  async run(args, io) {
    const { withDirectory } = await import('./with-directory.ts');
    const { revokeRole } = await import('../directory/roles/change-roles.ts');
    const { printRoles } = await import('./roles-print.ts');
    return withDirectory(args, io, async (directory, caller) => {
      const [user = '', role = ''] = args.positionals;
      const isForced = args.values['force'] === true;
      const changed = await revokeRole(directory, caller, { user, role, scope: textOption(args, 'scope'), isForced });
      io.out(printRoles(changed, { done: 'Revoked', nothing: 'does not have that role there' }));
      return changed.grants.length === 0 ? 1 : 0;
    });
  },
};
