// Whether letters go out. Every institution's email login asks the same server, and it is asked for all of them at once.
import type { Clock } from '../domain/ports/clock.ts';
import type { UpstreamCheck } from '../domain/strategy.ts';
import type { MailRoom } from '../mail/mail-room.ts';

const sharedMs = 30_000;

export function mailChecks(mailer: Pick<MailRoom, 'check'>, clock: Clock): () => Promise<readonly UpstreamCheck[]> {
  let last: { readonly at: number; readonly checks: Promise<readonly UpstreamCheck[]> } | undefined;
  return () => {
    const now = clock.now();
    if (last === undefined || Math.abs(now - last.at) >= sharedMs) last = { at: now, checks: ask(mailer) };
    return last.checks;
  };
}

const remedy =
  'See "mail" in the configuration: host, port, TLS, user name and password; and the log of the mail server';

async function ask(mailer: Pick<MailRoom, 'check'>): Promise<readonly UpstreamCheck[]> {
  const delivered = await mailer.check();
  if (delivered.type === 'accepted') return [{ name: 'mail', ok: true, detail: 'the mail server takes letters' }];
  // It said something by a number of its own, or it said nothing.
  const hasAnswered = /^\d{3}/.test(delivered.reply) || delivered.reply === 'EAUTH';
  const detail = `the mail server takes no letters (${delivered.reply}). ${remedy}`;
  return [{ name: 'mail', ok: false, unreachable: hasAnswered ? undefined : true, detail }];
}
