// `vestibule users merge --institution SLUG FROM INTO [--dry-run]`
import { printable } from '../directory/characters.ts';
import { type MergePreview, type MergeRequest, mergeUsers, previewMerge } from '../directory/merging/merge-users.ts';
import { type MergeSegment, mergeSegments } from '../directory/merging/segments.ts';
import { namedUser } from '../directory/named-user.ts';
import { type Command, type CommandArgs, type CommandIo, textOption, UsageError } from './command.ts';
import { undoHint } from './undo-hint.ts';
import { withDirectory } from './with-directory.ts';

/** @param command told with what is wrong with its words */
export function runUsersMerge(args: CommandArgs, io: CommandIo, command: Command): Promise<number> {
  const choice = choiceOf(args, command);
  return withDirectory(args, io, async (directory, caller) => {
    const [from, into] = await Promise.all(args.positionals.map((name) => namedUser(directory, name)));
    const request: MergeRequest = { ...choice, from: from?.id ?? '', into: into?.id ?? '' };
    if (args.values['dry-run'] === true) {
      io.out(told(await previewMerge(directory, caller, request), 'would go into'));
      io.out('Nothing was changed.\n');
      return 0;
    }
    const result = await mergeUsers(directory, caller, request);
    io.out(told(result, 'went into'));
    io.out(undoHint(directory.institution.slug, result.batch));
    return 0;
  });
}

function choiceOf(args: CommandArgs, command: Command): Omit<MergeRequest, 'from' | 'into'> {
  const take = textOption(args, 'take');
  const days = textOption(args, 'hold-days');
  if (days !== undefined && !/^\d{1,5}$/.test(days))
    throw new UsageError('--hold-days is a number of days, such as 365', command);
  return {
    ...(take === undefined
      ? {}
      : { segments: take === 'none' ? [] : take.split(',').map((name) => segmentOf(name, command)) }),
    asInternal: args.values['keep-external'] !== true,
    primary: args.values['let-go'] === true ? 'held' : 'alias',
    takePassword: args.values['take-password'] === true,
    takePin: args.values['take-pin'] === true,
    ...(days === undefined ? {} : { holdDays: Number(days) }),
  };
}

function segmentOf(name: string, command: Command): MergeSegment {
  const segment = mergeSegments.find((one) => one === name.trim());
  if (segment === undefined)
    throw new UsageError(`no part is called "${name.trim()}"; there are: ${mergeSegments.join(', ')}`, command);
  return segment;
}

function told({ from, into, segments }: MergePreview, verb: string): string {
  const lines = segments.flatMap(({ segment, comes, collides, lost }) => [
    segment,
    ...comes.map((item) => `  comes    ${item}`),
    ...collides.map((item) => `  both     ${item}`),
    ...lost.map((item) => `  lost     ${item}`),
  ]);
  const head = `${from.primaryIdentifier} (${from.id}) ${verb} ${into.primaryIdentifier} (${into.id}).`;
  return [head, ...lines].map((line) => `${printable(line)}\n`).join('');
}
