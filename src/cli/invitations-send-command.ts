import { type Command, textOption, UsageError } from './command.ts';
import { directoryOptions } from './directory-options.ts';

export const invitationsSend: Command = {
  name: 'invitations send',
  summary: 'Invite users by letter to attach a sign-in: those named, or those of a CSV file (user[,profile]).',
  options: {
    ...directoryOptions,
    profile: { type: 'string', value: 'ID', summary: 'The login profile that they are to attach an identity of.' },
    file: {
      type: 'string',
      value: 'FILE',
      summary: 'A CSV file; run again, it goes on with those who have no invitation yet.',
    },
    report: { type: 'string', value: 'FILE', summary: 'Where rows that are not taken are listed, as CSV.' },
  },
  operands: ['USER…'],
  async run(args, io) {
    const [file, profile] = [textOption(args, 'file'), textOption(args, 'profile')];
    const isFile = file !== undefined;
    if (isFile === args.positionals.length > 0)
      throw new UsageError('give users, or a file by --file', invitationsSend);
    if (!isFile && profile === undefined) throw new UsageError('say to what, by --profile', invitationsSend);
    const { sendFromFile, sendToNamed } = await import('./invitations-send.ts');
    return isFile ? sendFromFile(args, io, file, profile) : sendToNamed(args, io, profile ?? '');
  },
};
