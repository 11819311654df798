import type { CommandOption } from './command.ts';

/** The option of every command that has a configuration; `configuration.ts` finds and loads what it names. */
export const configOption: CommandOption = {
  type: 'string',
  value: 'FILE',
  summary: 'The installation file; unless named that of VESTIBULE_CONFIG, or vestibule.yaml in this directory.',
};
