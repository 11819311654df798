import type { Command } from './command.ts';

export const configSchema: Command = {
  name: 'config schema',
  summary: 'Print the JSON Schema of the configuration, for editors.',
  options: {},
  async run(_args, io) {
    const { configurationJsonSchema } = await import('../../config/json-schema.ts');
    io.out(configurationJsonSchema());
    return 0;
  },
};
