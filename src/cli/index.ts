// The literal table of commands, in the order of the help. A new one: a file of its own, and a line here.
import { check } from './check.ts';
import type { Command } from './command.ts';
import { configExample } from './config-example.ts';
import { configSchema } from './config-schema.ts';
import { demo } from './demo.ts';
import { explain } from './explain.ts';
import { profileShow } from './profile-show.ts';
import { serve } from './serve.ts';
import { usersImport } from './users-import-command.ts';

export const commands: readonly Command[] = [
  serve,
  check,
  demo,
  explain,
  profileShow,
  usersImport,
  configExample,
  configSchema,
];
