// From the words of a command line to an exit code.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { didYouMean } from '../../config/suggest.ts';
import { VestibuleError } from '../domain/errors.ts';
import { type Command, type CommandArgs, type CommandIo, exitUsage, parseOptions, UsageError } from './command.ts';
import { helpOf, helpOfAll } from './help.ts';

const exitFailed = 1;
const exitBroken = 70;

/** @returns the exit code: 0 done, 1 not done and told why, 64 a wrong command line, 70 a fault of ours */
export async function runCli(words: readonly string[], commands: readonly Command[], io: CommandIo): Promise<number> {
  try {
    return await dispatch(words, commands, io);
  } catch (error) {
    if (error instanceof UsageError) {
      const help = error.command === undefined ? 'vestibule --help' : `vestibule ${error.command.name} --help`;
      io.err(`vestibule: ${error.message}\nSee: ${help}\n`);
      return exitUsage;
    }
    if (error instanceof VestibuleError) {
      io.err(`vestibule: ${error.message} (${error.code})\n`);
      return exitFailed;
    }
    io.err(
      `vestibule: something is broken (VST_INTERNAL)\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return exitBroken;
  }
}

async function dispatch(words: readonly string[], commands: readonly Command[], io: CommandIo): Promise<number> {
  const [first] = words;
  if (first === undefined) {
    io.err(helpOfAll(commands));
    return exitUsage;
  }
  if (first === '--version' || first === '-v') {
    io.out(`vestibule ${version()} (Node ${process.version})\n`);
    return 0;
  }
  if (first === '--help' || first === '-h' || first === 'help') {
    const about = find(words.slice(1), commands);
    io.out(about === undefined ? helpOfAll(groupOf(words[1], commands) ?? commands) : helpOf(about.command));
    return 0;
  }
  const found = find(words, commands);
  const group = groupOf(first, commands);
  if (found === undefined && group !== undefined && (words[1] === '--help' || words[1] === '-h')) {
    io.out(helpOfAll(group));
    return 0;
  }
  if (found === undefined) throw unknownCommand(words, commands);
  const args = read(found.command, found.rest);
  if (args.values['help'] === true) {
    io.out(helpOf(found.command));
    return 0;
  }
  requireAll(found.command, args);
  return found.command.run(args, io);
}

/** The commands that begin with this word, such as all for users. */
function groupOf(word: string | undefined, commands: readonly Command[]): readonly Command[] | undefined {
  const group = commands.filter(({ name }) => name.startsWith(`${word} `));
  return group.length === 0 ? undefined : group;
}

/** The command with the most words that the line begins with. */
function find(
  words: readonly string[],
  commands: readonly Command[],
): { readonly command: Command; readonly rest: readonly string[] } | undefined {
  const fitting = commands.filter(({ name }) => name.split(' ').every((word, index) => words[index] === word));
  const [command] = fitting.toSorted((left, right) => right.name.length - left.name.length);
  return command === undefined ? undefined : { command, rest: words.slice(command.name.split(' ').length) };
}

function unknownCommand(words: readonly string[], commands: readonly Command[]): UsageError {
  const [first = '', second = ''] = words;
  if (first.startsWith('-')) return new UsageError(`unknown option "${first}": a command comes first`);
  const below = commands.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name);
  if (below.length > 0)
    return new UsageError(
      `"${first}" is followed by one of: ${below.map((name) => name.slice(first.length + 1)).join(', ')}`,
    );
  const names = commands.map(({ name }) => name);
  const meant = didYouMean(`${first} ${second}`.trim(), names) ?? didYouMean(first, names);
  return new UsageError(`unknown command "${first}"${meant === undefined ? '' : `; ${meant}`}`);
}

function read(command: Command, words: readonly string[]): CommandArgs {
  try {
    const parsed = parseArgs({
      args: [...words],
      options: parseOptions(command),
      allowPositionals: true,
      strict: true,
    });
    return { values: { ...parsed.values } as CommandArgs['values'], positionals: parsed.positionals };
  } catch (error) {
    throw usageOf(error, command);
  }
}

/** `parseArgs` tells its three faults apart by code; the words are ours. */
function usageOf(error: unknown, command: Command): unknown {
  if (!(error instanceof TypeError) || !('code' in error)) return error;
  const [option = ''] = /--?[^\s'",=]+/.exec(error.message) ?? [];
  if (error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const meant = didYouMean(option.replace(/^-+/, ''), Object.keys(command.options));
    return new UsageError(
      `unknown option "${option}" of ${command.name}${meant === undefined ? '' : `; ${meant.replace('"', '"--')}`}`,
      command,
    );
  }
  if (error.code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') {
    const name = option.replace(/^-+/, '');
    const value = command.options[name]?.value;
    const expected = value === undefined ? 'takes no value' : `needs a value: --${name} ${value}`;
    return new UsageError(`the option --${name} ${expected}`, command);
  }
  return error;
}

function requireAll(command: Command, { values, positionals }: CommandArgs): void {
  for (const [name, { required = false, value = 'VALUE' }] of Object.entries(command.options)) {
    if (required && (values[name] === undefined || values[name] === '')) {
      throw new UsageError(`${command.name} needs --${name} ${value}`, command);
    }
  }
  const operands = command.operands ?? [];
  const missing = operands[positionals.length];
  if (missing !== undefined && !/[?…]$/u.test(missing))
    throw new UsageError(`${command.name} needs ${missing}`, command);
  const extra = operands.at(-1)?.endsWith('…') === true ? undefined : positionals[operands.length];
  if (extra !== undefined) throw new UsageError(`${command.name} does not know what to do with "${extra}"`, command);
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return String((manifest as { version?: unknown }).version);
}
