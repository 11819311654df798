import { type Command, textOption } from './command.ts';
import { directoryOptions } from './directory-options.ts';

export const invitationsList: Command = {
  name: 'invitations list',
  summary: 'List invitations, newest first, with what became of each.',
  options: {
    ...directoryOptions,
    user: { type: 'string', value: 'USER', summary: 'Only those of this user.' },
    profile: { type: 'string', value: 'ID', summary: 'Only those to this login profile.' },
    open: { type: 'boolean', summary: 'Only those that are still good.' },
    refused: { type: 'boolean', summary: 'Only those by which an identity was refused.' },
  },
  async run(args, io) {
    const { withDirectory } = await import('./with-directory.ts');
    const { invitationDeps } = await import('./invitations-deps.ts');
    const { listInvitations } = await import('../directory/invitations/manage.ts');
    const { invitationLine } = await import('./invitations-line.ts');
    return withDirectory(args, io, async (directory, caller, parts) => {
      const filter = {
        user: textOption(args, 'user'),
        profile: textOption(args, 'profile'),
        ...(args.values['open'] === true ? { state: 'open' as const } : {}),
        ...(args.values['refused'] === true ? { troubled: true } : {}),
      };
      const { timeZone } = directory.institution;
      for await (const invitation of listInvitations(invitationDeps(directory, parts), caller, filter))
        io.out(invitationLine(invitation, timeZone));
      return 0;
    });
  },
};
