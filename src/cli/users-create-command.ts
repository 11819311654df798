import type { Command } from './command.ts';
import { directoryOptions } from './directory-options.ts';

export const usersCreate: Command = {
  name: 'users create',
  summary: 'Make a new user of any record type, from a JSON record or from options. Nothing is generated.',
  options: {
    ...directoryOptions,
    primary: { type: 'string', value: 'VALUE', summary: 'Primary identifier.' },
    last: { type: 'string', value: 'NAME', summary: 'Last name.' },
    first: { type: 'string', value: 'NAME', summary: 'First name.' },
    type: { type: 'string', value: 'TYPE', summary: 'Record type: public (unless said), staff or contact.' },
    system: { type: 'string', value: 'CODE', summary: 'Makes her external, managed by this system.' },
    email: { type: 'string', value: 'ADDRESS', summary: 'Email address.' },
    group: { type: 'string', value: 'CODE', summary: 'User group.' },
    expiry: { type: 'string', value: 'YYYY-MM-DD', summary: 'Last day of the account.' },
    field: {
      type: 'string',
      value: 'NAME=VALUE',
      summary: 'Any other field, such as birthDate, phone, address.city or email.type; may be repeated.',
      multiple: true,
    },
    identifier: {
      type: 'string',
      value: 'TYPE:VALUE',
      summary: 'A further identifier; may be repeated.',
      multiple: true,
    },
    offer: { type: 'boolean', summary: 'Make nobody: offer identifiers by the rules of the institution.' },
    json: { type: 'boolean', summary: 'As JSON, for programs.' },
  },
  operands: ['FILE.json|-?'],
  async run(args, io) {
    const { runUsersCreate } = await import('./users-create.ts');
    return runUsersCreate(args, io, usersCreate);
  },
};
