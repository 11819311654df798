// `vestibule users split --institution SLUG USER --primary VALUE --last-name NAME [--identifier TYPE:VALUE]…`
import { printable } from '../directory/characters.ts';
import type { Directory } from '../directory/deps.ts';
import { keyOf } from '../directory/folding.ts';
import { placeOf } from '../directory/identifier-rules.ts';
import type { SplitTake } from '../directory/merging/split-record.ts';
import { splitUser } from '../directory/merging/split-user.ts';
import { namedUser } from '../directory/named-user.ts';
import { VestibuleError } from '../domain/errors.ts';
import type { UserRecord } from '../domain/ports/changes.ts';
import { fieldLines } from './changed-fields.ts';
import { type CommandArgs, type CommandIo, textOption } from './command.ts';
import { identifierFact } from './identifiers-line.ts';
import { undoHint } from './undo-hint.ts';
import { withDirectory } from './with-directory.ts';

export function runUsersSplit(args: CommandArgs, io: CommandIo): Promise<number> {
  return withDirectory(args, io, async (directory, caller) => {
    const { id, primaryIdentifier } = await namedUser(directory, args.positionals[0] ?? '');
    const first = textOption(args, 'first-name');
    const newPrimary = textOption(args, 'primary') ?? '';
    const dryRun = args.values['dry-run'] === true;
    const { userId, goes, batch } = await splitUser(directory, caller, {
      user: id,
      take: await takeOf(directory, args, id),
      newPrimary,
      name: { last: textOption(args, 'last-name') ?? '', ...(first === undefined ? {} : { first }) },
      dropSecrets: args.values['drop-secrets'] === true,
      dryRun,
    });
    if (dryRun) {
      io.out(`${newPrimary} would be a user of her own, apart from ${primaryIdentifier} (${id}), with\n`);
      io.out(newUserLines(goes, directory.institution.timeZone));
      io.out('Nothing was changed.\n');
      return 0;
    }
    io.out(`${newPrimary} (${userId}) is a user of her own now, apart from ${primaryIdentifier} (${id}).\n`);
    io.out(undoHint(directory.institution.slug, batch));
    return 0;
  });
}

function newUserLines({ user, identifiers }: UserRecord, timeZone: string): string {
  const lines = [
    ...fieldLines(undefined, { user: { ...user } }),
    ...identifiers.map((one) => `    ${identifierFact(one, timeZone)}`),
  ];
  return lines.map((line) => `${printable(line)}\n`).join('');
}

async function takeOf(directory: Directory, args: CommandArgs, userId: string): Promise<SplitTake> {
  return {
    identifiers: await idsOf(directory, userId, all(args, 'identifier')),
    emails: all(args, 'email').map((address) => address.toLowerCase()),
    phones: all(args, 'phone'),
    addresses: all(args, 'address'),
    notes: all(args, 'note'),
    blocks: all(args, 'block'),
    statistics: all(args, 'statistic'),
    proxies: all(args, 'proxy'),
  };
}

function all({ values }: CommandArgs, option: string): readonly string[] {
  const given = values[option];
  return Array.isArray(given) ? given.filter((value) => typeof value === 'string') : [];
}

/** @throws VestibuleError VST_IDENTIFIER_UNKNOWN */
async function idsOf(directory: Directory, userId: string, names: readonly string[]): Promise<readonly string[]> {
  const record = await directory.changes.record(directory.institution.slug, userId);
  return names.map((name) => {
    const [, type = '', value = ''] = /^([^:]+):(.+)$/su.exec(name) ?? [];
    const place = placeOf(keyOf(directory.rules.table, type, value));
    const found = record?.identifiers.find((one) => one.type === type && placeOf(one) === place);
    if (found !== undefined) return found.id;
    throw new VestibuleError('VST_IDENTIFIER_UNKNOWN', `The user has no identifier ${JSON.stringify(name)}`, {
      userId,
    });
  });
}
