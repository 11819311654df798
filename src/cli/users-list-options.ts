// What `users find` and `users list` have in common: pages of users.
import type { PageRequest } from '../domain/ports/finding.ts';
import { type Command, type CommandArgs, type CommandOption, textOption, UsageError } from './command.ts';

const limitMax = 500;

export const pageOptions = {
  limit: { type: 'string', value: 'NUMBER', summary: `How many at most, up to ${limitMax}; 50 unless named.` },
  after: { type: 'string', value: 'PLACE', summary: 'Go on where the page before ended, as it said.' },
  json: { type: 'boolean', summary: 'As JSON, for programs.' },
} as const satisfies Record<string, CommandOption>;

/** @throws UsageError for a limit that is none */
export function pageOfArgs(args: CommandArgs, command: Command): PageRequest {
  const text = textOption(args, 'limit') ?? '50';
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1 || limit > limitMax)
    throw new UsageError(`--limit takes a whole number from 1 to ${limitMax}, not "${text}"`, command);
  return { limit, after: textOption(args, 'after') };
}
