// `vestibule users create --institution SLUG FILE.json|-`, or `… --primary VALUE --last NAME …`
import { printable } from '../directory/characters.ts';
import { createUser } from '../directory/management/create-user.ts';
import { type OfferedIdentifier, offerIdentifiers } from '../directory/management/offer-identifiers.ts';
import { primaryType } from '../domain/identifier.ts';
import { type Command, type CommandArgs, type CommandIo, textOption, UsageError } from './command.ts';
import { readJson } from './json-operand.ts';
import { fieldsOf } from './users-register-fields.ts';
import { withDirectory } from './with-directory.ts';

export async function runUsersCreate(args: CommandArgs, io: CommandIo, command: Command): Promise<number> {
  const isJson = args.values['json'] === true;
  if (args.values['offer'] === true)
    return withDirectory(args, io, async (directory, caller) => {
      const offers = await offerIdentifiers(directory, caller);
      io.out(isJson ? json(offers) : offerLines(offers));
      return 0;
    });
  const input = inputOf(args, io, command);
  return withDirectory(args, io, async (directory, caller) => {
    const created = await createUser(directory, caller, input);
    const { primaryIdentifier, userId, ignored } = created;
    const left = ignored.length === 0 ? '' : `Not taken over: ${ignored.join(', ')}\n`;
    io.out(
      isJson ? json(created) : `${printable(primaryIdentifier)}: created, with the internal id ${userId}\n${left}`,
    );
    return 0;
  });
}

const shortcuts: Readonly<Record<string, string>> = {
  primary: 'primaryIdentifier',
  last: 'name.last',
  first: 'name.first',
  type: 'recordType',
  system: 'owningSystem',
  email: 'email',
  group: 'userGroup',
  expiry: 'expiryDate',
};

function inputOf(args: CommandArgs, io: CommandIo, command: Command): unknown {
  const [file] = args.positionals;
  const short = Object.entries(shortcuts).flatMap(([option, field]) => {
    const value = textOption(args, option);
    return value === undefined ? [] : [[field, value] as const];
  });
  const fields = repeated(args, 'field').map((pair) =>
    parted(pair, /^([^=]+)=(.*)$/su, '--field takes NAME=VALUE', command),
  );
  const identifiers = repeated(args, 'identifier').map((pair) => {
    const [type, value] = parted(pair, /^([^:]+):(.+)$/su, '--identifier takes TYPE:VALUE', command);
    return { type, value };
  });
  if (file === undefined) {
    const external = args.values['system'] === undefined ? {} : { accountType: 'external' };
    const further = identifiers.length === 0 ? {} : { identifiers };
    return { ...external, ...fieldsOf([...short, ...fields]), ...further };
  }
  if (short.length + fields.length + identifiers.length > 0)
    throw new UsageError('a user comes from a file or from options, not from both', command);
  return readJson(io, file, command);
}

function repeated(args: CommandArgs, option: string): readonly string[] {
  return [args.values[option] ?? []].flat().map(String);
}

function parted(text: string, form: RegExp, message: string, command: Command): readonly [string, string] {
  const [, name, value] = form.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new UsageError(message, command);
  return [name, value];
}

function offerLines(offers: readonly OfferedIdentifier[]): string {
  if (offers.length === 0) return 'The institution has no rule to make identifiers by.\n';
  return offers
    .map(({ type, offered, trouble = '' }) => {
      const name = type === primaryType ? 'Primary identifier' : type;
      return `${printable(`${name}: ${offered ?? `none (${trouble})`}`)}\n`;
    })
    .join('');
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
