import type { Command } from './command.ts';

export const configExample: Command = {
  name: 'config example',
  summary: 'Print an example of an installation file, or with --institution of an institution file.',
  options: {
    institution: { type: 'boolean', summary: 'The institution file instead of the installation file.' },
  },
  async run({ values }, io) {
    const { exampleOf } = await import('../../config/example.ts');
    io.out(exampleOf(values['institution'] === true ? 'institution' : 'installation'));
    return 0;
  },
};
