import type { Command } from './command.ts';

export const demo: Command = {
  name: 'demo',
  summary: 'Run the demo: a library, its campus and an application, on embedded stores and on loopback only.',
  options: {},
  async run(_args, io) {
    const { runDemo } = await import('./demo/run-demo.ts');
    return runDemo(io);
  },
};
