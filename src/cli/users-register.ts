// `vestibule users register --institution SLUG --last NAME …`
import { printable } from '../directory/characters.ts';
import type { Caller, Directory } from '../directory/deps.ts';
import { offerRegistration, type RegistrationOffer } from '../directory/desk/offer-registration.ts';
import { type RegisteredPatron, type Registration, registerPatron } from '../directory/desk/register-patron.ts';
import { primaryType } from '../domain/identifier.ts';
import { displayName } from '../domain/user.ts';
import { type CommandArgs, type CommandIo, textOption, UsageError } from './command.ts';
import { fieldsOf } from './users-register-fields.ts';

/** @throws VestibuleError as `registerPatron` does; UsageError for an option that cannot be read */
export async function runRegister(
  directory: Directory,
  caller: Caller,
  args: CommandArgs,
  io: Pick<CommandIo, 'out'>,
): Promise<number> {
  const isJson = args.values['json'] === true;
  if (args.values['offer'] === true) {
    const offer = await offerRegistration(directory, caller, textOption(args, 'at'));
    io.out(isJson ? json(offer) : offerLines(offer));
    return 0;
  }
  const registered = await registerPatron(directory, caller, registrationOf(args));
  io.out(isJson ? json(registered) : registeredLines(registered));
  return 0;
}

function registrationOf(args: CommandArgs): Registration {
  const primary = textOption(args, 'primary');
  return {
    fields: fieldsOf(named(args)),
    primaryIdentifier: primary === undefined ? undefined : { value: primary },
    identifier: identifierOf(textOption(args, 'identifier')),
    place: textOption(args, 'at'),
  };
}

/** `TYPE` or `TYPE:VALUE`: no type has a colon in its code. */
function identifierOf(text: string | undefined): Registration['identifier'] {
  if (text === undefined) return undefined;
  const [, type = text, value] = /^([^:]*):(.*)$/su.exec(text) ?? [];
  if (type === '') throw new UsageError('--identifier takes TYPE or TYPE:VALUE');
  return { type, value };
}

const shortcuts: Readonly<Record<string, string>> = {
  last: 'name.last',
  first: 'name.first',
  email: 'email',
  group: 'userGroup',
  expiry: 'expiryDate',
};

function named(args: CommandArgs): readonly (readonly [string, string])[] {
  const short = Object.entries(shortcuts).flatMap(([option, field]) => {
    const value = textOption(args, option);
    return value === undefined ? [] : [[field, value] as const];
  });
  const others = [args.values['field'] ?? []].flat().map((pair) => {
    const [, name, value] = /^([^=]+)=(.*)$/su.exec(String(pair)) ?? [];
    if (name === undefined || value === undefined) throw new UsageError('--field takes NAME=VALUE');
    return [name, value] as const;
  });
  return [...short, ...others];
}

function registeredLines({ patron, identifiers }: RegisteredPatron): string {
  const lines = identifiers.map(({ type, value, isGenerated }) => {
    const name = type === primaryType ? 'Primary identifier' : type;
    return `${name}: ${value}${isGenerated ? ' (generated)' : ''}`;
  });
  return `${[`Registered ${displayName(patron.name)}.`, ...lines].map(printable).join('\n')}\n`;
}

function offerLines({ mandatory, primaryIdentifier, identifier1 }: RegistrationOffer): string {
  const offered = ({ offered, trouble }: { offered?: string | undefined; trouble?: string | undefined }) =>
    offered ?? (trouble === undefined ? 'to be typed' : `to be typed (${trouble})`);
  const types = (identifier1?.types ?? []).map((type) => `${type.type}: ${offered(type)}`);
  const lines = [
    `Must be filled in: ${mandatory.join(', ')}`,
    `Primary identifier: ${offered(primaryIdentifier)}`,
    ...(identifier1 === undefined ? ['No other identifier is entered at the desk.'] : ['And one of these:', ...types]),
  ];
  return `${lines.map(printable).join('\n')}\n`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
