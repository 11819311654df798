// Commands of sets of users: the directory, and the sets beside it.
import type { Caller } from '../directory/deps.ts';
import type { SetsDirectory } from '../directory/sets.ts';
import type { CommandArgs, CommandIo } from './command.ts';
import { withDirectory } from './with-directory.ts';

export async function withSets(
  args: CommandArgs,
  io: CommandIo,
  use: (directory: SetsDirectory, caller: Caller) => Promise<number>,
): Promise<number> {
  return withDirectory(args, io, (directory, caller, { store }) => use({ ...directory, sets: store.sets }, caller));
}
