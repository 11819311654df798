// What a command of `vestibule` is.
import type { ParseArgsConfig } from 'node:util';

/** The process as a command sees it; tests hand in another one. */
export interface CommandIo {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** UTF-8 text of a file; throws as `node:fs` does. */
  readonly readFile: (path: string) => string;
}

export interface CommandOption {
  readonly type: 'string' | 'boolean';
  /** What stands for the value in the help, as in `--config FILE`. */
  readonly value?: string;
  readonly summary: string;
  readonly required?: boolean;
  readonly multiple?: boolean;
}

export interface CommandArgs {
  readonly values: Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
}

/** One word or two (`profile show`). The table of them is `index.ts`. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  /**
   * Names of what stands after the options, in order, as in `CODE`; none unless named. `CODE?` may be left
   * out; of `CODE…`, the last, there may be any number.
   */
  readonly operands?: readonly string[];
  /** @returns the exit code: 0 done, 1 not done and told why */
  run(args: CommandArgs, io: CommandIo): Promise<number>;
}

export const exitUsage = 64;

/** The command line itself is wrong: exit code 64 (EX_USAGE), and the help of what was meant. */
export class UsageError extends Error {
  readonly command: Command | undefined;

  constructor(message: string, command?: Command) {
    super(message);
    this.name = 'UsageError';
    this.command = command;
  }
}

export function parseOptions(command: Command): NonNullable<ParseArgsConfig['options']> {
  return Object.fromEntries(
    Object.entries({ ...command.options, help: helpOption }).map(([name, { type, multiple = false }]) => [
      name,
      { type, multiple },
    ]),
  );
}

export const helpOption: CommandOption = { type: 'boolean', summary: 'Show this help.' };

/** The text of an option that was given; of one that was not, undefined. */
export function textOption({ values }: CommandArgs, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}
