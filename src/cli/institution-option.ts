import type { CommandOption } from './command.ts';

/** `named-institution.ts` finds what it names. */
export const institutionOption = {
  type: 'string',
  value: 'SLUG',
  summary: 'Whose users they are; needed where there are several institutions.',
} as const satisfies CommandOption;
