// What the commands of the audit share: which chain, and an entry that was noted outside the database.
import type { NotedEntry } from '../directory/audit/verify.ts';
import type { AuditChain } from '../domain/ports/audit-trail.ts';
import { type Command, type CommandArgs, type CommandOption, textOption, UsageError } from './command.ts';

export const chainOption = {
  type: 'string',
  value: 'CHAIN',
  summary: '"changes" of users, identifiers and settings, or "decisions" on sign-ins and releases.',
} as const satisfies CommandOption;

const chains = ['changes', 'decisions'] as const satisfies readonly AuditChain[];

/** The chain that was named; undefined when none was. */
export function chainOf(args: CommandArgs, command: Command): AuditChain | undefined {
  const name = textOption(args, 'chain');
  const chain = chains.find((one) => one === name);
  if (name !== undefined && chain === undefined)
    throw new UsageError(`--chain is "changes" or "decisions", not "${name}"`, command);
  return chain;
}

/** Both, or the one that was named. */
export function chainsOf(args: CommandArgs, command: Command): readonly AuditChain[] {
  const chain = chainOf(args, command);
  return chain === undefined ? chains : [chain];
}

/** `SEQ:HASH`, as `audit verify` tells it. */
export function notedOf(args: CommandArgs, command: Command): NotedEntry | undefined {
  const text = textOption(args, 'noted');
  if (text === undefined) return undefined;
  const [, seq = '', hash = ''] = /^(\d{1,15}):([\w-]{43})$/.exec(text) ?? [];
  if (seq === '') throw new UsageError('--noted takes SEQ:HASH, as "audit verify" told it', command);
  return { seq: Number(seq), hash };
}
