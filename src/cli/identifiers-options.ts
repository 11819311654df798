// Options of the commands that change an identifier.
import { type Command, type CommandArgs, type CommandOption, textOption, UsageError } from './command.ts';
import { directoryOptions } from './directory-options.ts';

export const changeOptions = {
  ...directoryOptions,
  'if-version': {
    type: 'string',
    value: 'NUMBER',
    summary: 'Change nothing unless the user still has this version, as "users show" tells it.',
  },
} as const satisfies Record<string, CommandOption>;

export const segmentOption = {
  type: 'string',
  value: 'SEGMENT',
  summary: 'internal (the library’s own) or external (of the system that manages the user).',
} as const satisfies CommandOption;

/** @throws UsageError for a version that is no number */
export function versionOf(args: CommandArgs, command: Command): number | undefined {
  const text = textOption(args, 'if-version');
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new UsageError('--if-version is a whole number', command);
  return Number(text);
}

/** @throws UsageError for a word that is none of these */
export function wordOf<Word extends string>(
  args: CommandArgs,
  option: string,
  words: readonly Word[],
  command: Command,
): Word | undefined {
  const text = textOption(args, option);
  const word = words.find((one) => one === text);
  if (text !== undefined && word === undefined)
    throw new UsageError(`--${option} is ${words.join(' or ')}, not "${text}"`, command);
  return word;
}
