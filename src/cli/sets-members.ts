// What `sets add` and `sets drop` have in common: users named on the line, or one a line in a file.
import {
  type Command,
  type CommandArgs,
  type CommandIo,
  type CommandOption,
  textOption,
  UsageError,
} from './command.ts';

export const membersFile = {
  type: 'string',
  value: 'FILE',
  summary: 'Users one a line, in place of USER.',
} as const satisfies CommandOption;

/** @throws UsageError when nobody is named, twice over, or the file cannot be read */
export function namedMembers(args: CommandArgs, io: CommandIo, command: Command): readonly string[] {
  const [, ...users] = args.positionals;
  const file = textOption(args, 'file');
  if ((users.length === 0) === (file === undefined))
    throw new UsageError(`${command.name} needs either USER… or --file FILE`, command);
  return file === undefined ? users : lines(io, file, command);
}

function lines(io: CommandIo, file: string, command: Command): readonly string[] {
  let text: string;
  try {
    text = io.readFile(file);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, command);
  }
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
