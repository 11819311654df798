import type { Command } from './command.ts';
import { changeOptions } from './identifiers-options.ts';

export const usersEdit: Command = {
  name: 'users edit',
  summary:
    'Change fields of a user: userGroup=UG name.first=Ada emails.add=a@b.example phones.prefer=555 blocks.remove=02.',
  options: {
    ...changeOptions,
    clear: { type: 'string', value: 'FIELD', summary: 'Empty a field or list; may be repeated.', multiple: true },
    changes: { type: 'string', value: 'FILE.json|-', summary: 'The changes as JSON, for all that words cannot say.' },
    'open-for-update': {
      type: 'boolean',
      summary: 'Change what another system manages as well; its next word takes that back.',
    },
    'follow-system': {
      type: 'string',
      value: 'FIELD',
      summary: 'Let synchronisation change a field again that staff changed by hand; may be repeated.',
      multiple: true,
    },
    json: { type: 'boolean', summary: 'As JSON, for programs.' },
  },
  operands: ['USER', 'FIELD=VALUE…'],
  async run(args, io) {
    const { runUsersEdit } = await import('./users-edit.ts');
    return runUsersEdit(args, io, usersEdit);
  },
};
