import type { Command } from './command.ts';
import { configOption } from './config-option.ts';

export const mailCheck: Command = {
  name: 'mail check',
  summary: 'Ask the mail server whether letters could go out now, and say how many wait; none is sent.',
  options: { config: configOption },
  async run(args, io) {
    const { withParts } = await import('./with-parts.ts');
    const { mailChecks } = await import('../health/mail.ts');
    return withParts(args, io, async ({ mailer, store, clock }) => {
      if (mailer === undefined) {
        io.err('This installation has no mail: set "mail" in its configuration.\n');
        return 1;
      }
      const checks = await mailChecks(mailer, clock)();
      for (const { ok, detail } of checks) io.out(`${ok ? 'ok' : 'FAILED'}: ${detail}\n`);
      io.out(`Letters on their way: ${await store.letters.waiting()}\n`);
      return checks.every(({ ok }) => ok) ? 0 : 1;
    });
  },
};
