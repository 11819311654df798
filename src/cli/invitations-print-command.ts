import { type Command, textOption } from './command.ts';
import { directoryOptions } from './directory-options.ts';

export const invitationsPrint: Command = {
  name: 'invitations print',
  summary: 'Make a one-time code for a user, to hand to her, by which she attaches a sign-in.',
  options: {
    ...directoryOptions,
    profile: {
      type: 'string',
      value: 'ID',
      summary: 'The login profile that she is to attach an identity of.',
      required: true,
    },
  },
  operands: ['USER'],
  async run(args, io) {
    const { withDirectory } = await import('./with-directory.ts');
    const { invitationDeps } = await import('./invitations-deps.ts');
    const { printInvitation } = await import('../directory/invitations/print.ts');
    const { momentIn } = await import('./moment.ts');
    return withDirectory(args, io, async (directory, caller, parts) => {
      const [user = ''] = args.positionals;
      const request = { user, profile: textOption(args, 'profile') ?? '' };
      const outcome = await printInvitation(invitationDeps(directory, parts), caller, request);
      if (outcome.type === 'refused') {
        io.err(`${user}: ${outcome.message}\n`);
        return 1;
      }
      const { slug, timeZone } = directory.institution;
      io.out(`${outcome.code}\n`);
      io.err(
        `For ${outcome.primaryIdentifier}, once, until ${momentIn(timeZone, outcome.endsAt)}, at ${new URL(parts.installation.publicUrl).origin}/${slug}/invite. Any invitation to the same made before is over.\n`,
      );
      return 0;
    });
  },
};
