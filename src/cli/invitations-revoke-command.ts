import { type Command, textOption } from './command.ts';
import { directoryOptions } from './directory-options.ts';

export const invitationsRevoke: Command = {
  name: 'invitations revoke',
  summary: 'Take back the invitations of a user that are still good.',
  options: {
    ...directoryOptions,
    profile: { type: 'string', value: 'ID', summary: 'Only those to this login profile.' },
  },
  operands: ['USER'],
  async run(args, io) {
    const { withDirectory } = await import('./with-directory.ts');
    const { invitationDeps } = await import('./invitations-deps.ts');
    const { revokeInvitations } = await import('../directory/invitations/manage.ts');
    return withDirectory(args, io, async (directory, caller, parts) => {
      const [user = ''] = args.positionals;
      const request = { user, profile: textOption(args, 'profile') };
      const deps = invitationDeps(directory, parts);
      const { primaryIdentifier, revoked } = await revokeInvitations(deps, caller, request);
      io.out(`${primaryIdentifier}: ${revoked === 1 ? 'one invitation' : `${revoked} invitations`} taken back\n`);
      return 0;
    });
  },
};
