// `vestibule users edit --institution SLUG USER FIELD=VALUE…`
import { isDeepStrictEqual } from 'node:util';
import { printable } from '../directory/characters.ts';
import { type EditedUser, editUser } from '../directory/management/edit-user.ts';
import type { UserChanges } from '../directory/management/user-changes.ts';
import { namedUser } from '../directory/named-user.ts';
import { type Command, type CommandArgs, type CommandIo, textOption, UsageError } from './command.ts';
import { versionOf } from './identifiers-options.ts';
import { readJson } from './json-operand.ts';
import { changesOf } from './users-edit-words.ts';
import { withDirectory } from './with-directory.ts';

export async function runUsersEdit(args: CommandArgs, io: CommandIo, command: Command): Promise<number> {
  const [name = '', ...words] = args.positionals;
  const version = versionOf(args, command);
  const followSystem = repeated(args, 'follow-system');
  const changes = given(args, words, io, command);
  if (followSystem.length === 0 && isDeepStrictEqual(changes, {}))
    throw new UsageError('nothing is to be changed', command);
  return withDirectory(args, io, async (directory, caller) => {
    const { id, version: standing } = await namedUser(directory, name);
    const openForUpdate = args.values['open-for-update'] === true;
    const request = { user: id, version: version ?? standing, changes, openForUpdate, followSystem };
    const edited = await editUser(directory, caller, request);
    io.out(args.values['json'] === true ? `${JSON.stringify(edited, undefined, 2)}\n` : told(edited));
    return 0;
  });
}

function given(args: CommandArgs, words: readonly string[], io: CommandIo, command: Command): UserChanges {
  const file = textOption(args, 'changes');
  const cleared = repeated(args, 'clear');
  if (file === undefined) return changesOf(words, cleared, command);
  if (words.length + cleared.length > 0)
    throw new UsageError('changes come from a file or from words, not from both', command);
  // Whatever it is, the directory judges it.
  return readJson(io, file, command) as UserChanges;
}

function repeated(args: CommandArgs, option: string): readonly string[] {
  return [args.values[option] ?? []].flat().map(String);
}

function told({ primaryIdentifier, changed, protectedNow, overwrittenBySystem }: EditedUser): string {
  const lines = [
    `${primaryIdentifier}: ${changed.length === 0 ? 'nothing is other than it was' : `changed ${changed.join(', ')}`}`,
    ...(protectedNow.length === 0 ? [] : [`Kept from synchronisation from now on: ${protectedNow.join(', ')}`]),
    ...(overwrittenBySystem.length === 0
      ? []
      : [`Taken back by the system that manages her, with its next word: ${overwrittenBySystem.join(', ')}`]),
  ];
  return lines.map((line) => `${printable(line)}\n`).join('');
}
