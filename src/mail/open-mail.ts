// The mail room that a configuration asks for.
import type { InstallationConfig } from '../../config/schema.ts';
import type { Secrets } from '../domain/ports/secrets.ts';
import { createMailRoom, type MailRoom, type MailRoomDeps } from './mail-room.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { createSmtpDelivery, type SmtpOptions } from './smtp.ts';

/** Letters that wait in the outbox's place: it takes them at once. */
const outboxWaiting = 1000;

export interface OpenedMail {
  readonly mailer?: MailRoom;
  readonly outbox?: Outbox;
}

/** @throws VestibuleError VST_CONFIG_INVALID when the password cannot be read */
export function openMail(
  { mail, publicUrl }: Pick<InstallationConfig, 'mail' | 'publicUrl'>,
  deps: Omit<MailRoomDeps, 'delivery' | 'from' | 'host' | 'mostWaiting'> & { readonly secrets: Secrets },
): OpenedMail {
  if (mail === undefined) return {};
  const host = new URL(publicUrl).hostname.replaceAll(/[[\]]/g, '');
  const shared = { ...deps, from: mail.from, host };
  if (mail.engine === 'outbox') {
    const outbox = createOutbox();
    return { outbox, mailer: createMailRoom({ ...shared, delivery: outbox, mostWaiting: outboxWaiting }) };
  }
  const { username, password, timeoutSeconds, mostWaiting, tls, port, ca, serverName } = mail;
  const options: SmtpOptions = {
    host: mail.host,
    port,
    tls,
    ca,
    serverName,
    ownName: host,
    timeoutMs: timeoutSeconds * 1000,
    credentials:
      username === undefined || password === undefined
        ? undefined
        : { user: username, password: deps.secrets.read(password) },
  };
  return { mailer: createMailRoom({ ...shared, delivery: createSmtpDelivery(options), mostWaiting }) };
}
