import type { CommandOption } from './command.ts';

/** The option of every command that has a configuration; `configuration.ts` loads what it names. */
export const configOption: CommandOption = {
  type: 'string',
  value: 'FILE',
  summary: 'The installation file.',
  required: true,
};
