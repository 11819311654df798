import type { Command } from './command.ts';
import { directoryOptions } from './directory-options.ts';

export const passwordsLink: Command = {
  name: 'passwords link',
  summary: 'Make a link by which a user sets a new password: it works once, within 24 hours.',
  options: directoryOptions,
  operands: ['USER'],
  async run(args, io) {
    const { withDirectory } = await import('./with-directory.ts');
    const { giveResetLink } = await import('../directory/reset-link.ts');
    const { momentIn } = await import('./moment.ts');
    const { namedUser } = await import('../directory/named-user.ts');
    return withDirectory(args, io, async (directory, caller, { ephemeral, sealing, random, store, installation }) => {
      const [name = ''] = args.positionals;
      const { slug, timeZone } = directory.institution;
      const user = await namedUser(directory, name);
      const links = { ephemeral, sealing, random, journal: store.journal };
      const { secret, endsAt } = await giveResetLink(directory, links, caller, user.id);
      const origin = new URL(installation.publicUrl).origin;
      io.out(`${origin}/${slug}/reset?token=${secret}\n`);
      io.err(
        `For ${user.primaryIdentifier}, once, until ${momentIn(timeZone, endsAt)}. Any link made before is over.\n`,
      );
      return 0;
    });
  },
};
