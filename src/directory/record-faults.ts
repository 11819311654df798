import type { User } from '../domain/user.ts';
import type { Fault } from './fault.ts';
import type { UserInput } from './user-input.ts';

/** What is wrong with a record as it would be written, its identifiers left aside. */
export function recordFaults(input: UserInput, user: User): readonly Fault[] {
  return [...nameFaults(user), ...owningSystemFaults(user), ...preferredFaults(input)];
}

function nameFaults({ name }: User): readonly Fault[] {
  if (name.last !== '') return [];
  return [{ path: 'name.last', code: 'field-missing', message: 'A user must have a last name.' }];
}

function owningSystemFaults({ accountType, owningSystem }: User): readonly Fault[] {
  const path = 'owningSystem';
  if (accountType === 'external' && owningSystem === undefined)
    return [{ path, code: 'owning-system', message: 'An external user must name the system that manages her.' }];
  if (accountType === 'internal' && owningSystem !== undefined)
    return [{ path, code: 'owning-system', message: 'An internal user is managed here and names no other system.' }];
  return [];
}

function preferredFaults({ emails, phones, addresses }: UserInput): readonly Fault[] {
  const lists = { emails, phones, addresses };
  const sms = phones?.filter(({ preferredSms }) => preferredSms).length ?? 0;
  return [
    ...Object.entries(lists)
      .filter(([, items]) => (items?.filter(({ preferred }) => preferred).length ?? 0) > 1)
      .map(([path]) => preferredTwice(path, 'preferred')),
    ...(sms > 1 ? [preferredTwice('phones', 'preferred for text messages')] : []),
  ];
}

function preferredTwice(path: string, what: string): Fault {
  return { path, code: 'preferred-twice', message: `At most one of the ${path} can be ${what}.` };
}
