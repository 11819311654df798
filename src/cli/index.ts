// The literal table of commands, in the order of the help. A new one: a file of its own, and a line here.
import { check } from './check.ts';
import type { Command } from './command.ts';
import { configExample } from './config-example.ts';
import { configSchema } from './config-schema.ts';

export const commands: readonly Command[] = [check, configExample, configSchema];
