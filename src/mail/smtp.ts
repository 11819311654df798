// Letters over SMTP to the one mail server of the installation. It has to offer STARTTLS, or speak TLS from the start;
// only a server on this machine may be spoken to in clear.
import type { SendMailOptions, SMTPTransportOptions } from 'nodemailer';
import { VestibuleError } from '../domain/errors.ts';
import type { Delivered, Delivery, Message } from './delivery.ts';

export interface SmtpOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: 'starttls' | 'implicit' | 'none';
  /** Certificates to trust in place of the system's, PEM. */
  readonly ca?: string | undefined;
  /** The name to expect in the certificate, where it is not `host`. */
  readonly serverName?: string | undefined;
  readonly credentials?: { readonly user: string; readonly password: string } | undefined;
  /** What we call ourselves in EHLO. */
  readonly ownName: string;
  readonly timeoutMs: number;
}

/** @throws VestibuleError VST_CONFIG_INVALID for a server elsewhere without TLS */
export function createSmtpDelivery(options: SmtpOptions): Delivery {
  const given = transportOptions(options);
  // Loaded for the first letter: most processes send none.
  const connect = async () => (await import('nodemailer')).createTransport(given);
  let transport: ReturnType<typeof connect> | undefined;
  return {
    async deliver(message, signal) {
      transport ??= connect();
      const mailer = await transport;
      try {
        await mailer.sendMail({ ...mailOf(message), signal });
        return { type: 'accepted' };
      } catch (error) {
        return endOf(error);
      }
    },
    async check() {
      transport ??= connect();
      const mailer = await transport;
      try {
        await mailer.verify();
        return { type: 'accepted' };
      } catch (error) {
        return endOf(error);
      }
    },
  };
}

function transportOptions(options: SmtpOptions): SMTPTransportOptions {
  const { host, port, tls, ca, serverName, credentials, ownName, timeoutMs } = options;
  if (tls === 'none' && !isLoopback(host)) {
    throw new VestibuleError('VST_CONFIG_INVALID', 'Letters are sent in clear to a server on this machine only.');
  }
  return {
    host,
    port,
    secure: tls === 'implicit',
    // Without STARTTLS, or with a broken one, the letter is not sent: never in clear after all.
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    name: ownName,
    tls: { minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }), servername: serverName ?? nameOf(host) },
    ...(credentials === undefined ? {} : { auth: { user: credentials.user, pass: credentials.password } }),
    dnsTimeout: timeoutMs,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    socketCloseTimeout: 1000,
    // A letter is text: nothing in it names a file or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** An address has no name to ask for (RFC 6066 section 3). */
function nameOf(host: string): string {
  return /^[\d.]+$|:/.test(host) ? '' : host;
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

function mailOf({ from, to, replyTo, subject, text, html, language, messageId, writtenAt }: Message): SendMailOptions {
  return {
    from: { name: from.name, address: from.address },
    to: { name: '', address: to },
    ...(replyTo === undefined ? {} : { replyTo: { name: '', address: replyTo } }),
    envelope: { from: from.address, to: [to] },
    subject,
    text,
    html,
    messageId: `<${messageId}>`,
    date: new Date(writtenAt),
    headers: {
      // RFC 3834 section 5: no out-of-office note answers it.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': language,
    },
  };
}

/** What the mail server said, as far as it may be kept: its numbers. The words often hold the address. */
function endOf(error: unknown): Delivered {
  const fields = error as { code?: unknown; responseCode?: unknown; response?: unknown; command?: unknown };
  const status = typeof fields.responseCode === 'number' ? fields.responseCode : undefined;
  const enhanced =
    typeof fields.response === 'string' ? /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(fields.response) : null;
  const code = typeof fields.code === 'string' ? fields.code : 'EUNKNOWN';
  const reply = status === undefined ? code : enhanced === null ? String(status) : `${status} ${enhanced[1]}`;
  // Only of the letter itself a no is for good. A greeting, a password or a policy that is wrong today may be right tomorrow.
  const isAboutLetter = code === 'EENVELOPE' || code === 'EMESSAGE';
  if (!isAboutLetter || (status !== undefined && status < 500)) return { type: 'put-off', reply };
  return { type: fields.command === 'RCPT TO' ? 'bounced' : 'refused', reply };
}
