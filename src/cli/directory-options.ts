// The options of every command that looks at or changes users; apart, so that the table of commands loads nothing heavy.
import type { CommandOption } from './command.ts';
import { configOption } from './config-option.ts';
import { institutionOption } from './institution-option.ts';

export const directoryOptions = {
  config: configOption,
  institution: institutionOption,
  as: {
    type: 'string',
    value: 'USER',
    summary: 'Act with the roles of this user, and in her name; as the operator unless named.',
  },
} as const satisfies Record<string, CommandOption>;
