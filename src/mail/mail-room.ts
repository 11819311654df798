// Letters are written down, sealed, before anybody is told that they were sent; then any node delivers them, again and
// again until they are taken, refused or over. How each ended stands in the audit; what stood in it is gone.

import { VestibuleError } from '../domain/errors.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { AuditEntry, Journal } from '../domain/ports/journal.ts';
import type { Letters, WaitingLetter } from '../domain/ports/letters.ts';
import type { Letter, Mailer } from '../domain/ports/mailer.ts';
import type { Random } from '../domain/ports/random.ts';
import type { Sealing } from '../domain/ports/sealing.ts';
import type { Log } from '../observability/log.ts';
import { headerText, mailAddress } from './address.ts';
import type { Delivered, Delivery, Message } from './delivery.ts';
import { mailAction } from './delivery-log.ts';

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const weekMs = 7 * 24 * 60 * minuteMs;

/** Between tries; from then on the last one. A code for a sign-in must not wait for long. */
const waits: readonly number[] = [
  15 * secondMs,
  45 * secondMs,
  2 * minuteMs,
  5 * minuteMs,
  15 * minuteMs,
  60 * minuteMs,
];
/** Another node looks at a letter again after this: longer than any delivery takes. */
const leaseMs = 3 * minuteMs;
const deliveryMs = 90 * secondMs;
const pollMs = 2 * secondMs;
const atOnce = 4;

export interface MailRoomDeps {
  readonly letters: Letters;
  readonly journal: Pick<Journal, 'audit'>;
  readonly sealing: Sealing;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly delivery: Delivery;
  /** The installation's own address, for institutions that name none. */
  readonly from: string;
  /** What stands after the `@` in Message-IDs: our own host. */
  readonly host: string;
  /** Letters of one institution that may wait. */
  readonly mostWaiting: number;
}

export interface MailRoom extends Mailer {
  /** Begins to deliver, here. Without it letters are written down for nodes that do. */
  start(): void;
  /** Delivers what is due now. @returns how many letters were dealt with */
  deliverDue(): Promise<number>;
  /** Whether letters could go out now; none is sent. */
  check(): Promise<Delivered>;
  /** Begins no new delivery, and gives up those under way: they are tried again. */
  close(): Promise<void>;
}

export function createMailRoom(deps: MailRoomDeps): MailRoom {
  const { letters, sealing, clock, random, log, host, mostWaiting } = deps;
  const closing = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<unknown> = Promise.resolve();
  let isStarted = false;
  let isWanted = false;

  async function send(letter: Letter): Promise<{ readonly id: string }> {
    const now = clock.now();
    const id = random.uuid(now);
    const message: Message = {
      ...checked(letter, deps.from),
      id,
      messageId: `${random.token(18)}@${host}`,
      writtenAt: now,
    };
    const { institution, kind, userId, endsAt = now + weekMs } = letter;
    const sealed = sealing.seal(purpose(id), JSON.stringify(message));
    if (!(await letters.add({ id, institution, kind, userId, sealed, endsAt }, now, mostWaiting))) {
      throw new VestibuleError('VST_BUSY', 'Too many letters are waiting to be delivered', { institution });
    }
    isWanted = true;
    if (isStarted) runSoon(0);
    return { id };
  }

  async function deliverDue(): Promise<number> {
    let dealtWith = 0;
    isWanted = false;
    while (!closing.signal.aborted) {
      const claimed = await letters.claim(clock.now(), leaseMs, atOnce);
      if (claimed.length === 0) break;
      await Promise.all(claimed.map((letter) => deliverOne(deps, letter, closing.signal)));
      dealtWith += claimed.length;
    }
    return dealtWith;
  }

  function runSoon(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      // One round at a time: a letter that comes meanwhile is seen by it, or by the next.
      round = round
        .then(deliverDue)
        .catch((error: unknown) => log.error('mail room failed', { message: messageOf(error) }))
        .finally(() => {
          if (!closing.signal.aborted) runSoon(isWanted ? 0 : pollMs);
        });
    }, ms).unref();
  }

  return {
    send,
    deliverDue,
    check: () => deps.delivery.check(),
    start() {
      isStarted = true;
      runSoon(0);
    },
    async close() {
      isStarted = false;
      closing.abort();
      clearTimeout(timer);
      await round;
    },
  };
}

/** @throws VestibuleError VST_REQUEST_MALFORMED */
function checked(letter: Letter, from: string): Omit<Message, 'id' | 'messageId' | 'writtenAt'> {
  const { name, address = from } = letter.from;
  return {
    ...letter,
    to: mailAddress(letter.to),
    from: { name: headerText(name), address: mailAddress(address) },
    replyTo: letter.replyTo === undefined ? undefined : mailAddress(letter.replyTo),
    subject: headerText(letter.subject),
  };
}

async function deliverOne(deps: MailRoomDeps, letter: WaitingLetter, closing: AbortSignal): Promise<void> {
  const { letters, clock, delivery, sealing } = deps;
  const { id, endsAt, tries } = letter;
  if (clock.now() >= endsAt) return end(deps, letter, undefined, { type: 'expired', reply: '' });
  const message = open(sealing, letter);
  if (message === undefined)
    return end(deps, letter, undefined, { type: 'refused', reply: 'sealed under another key' });
  const signal = AbortSignal.any([closing, AbortSignal.timeout(deliveryMs)]);
  const delivered = await delivery
    .deliver(message, signal)
    .catch((error: unknown): Delivered => ({ type: 'put-off', reply: messageOf(error) }));
  if (delivered.type !== 'put-off') return end(deps, letter, message, delivered);
  const now = clock.now();
  // Given up because this process ends: the next one goes on at once.
  const again = closing.aborted ? now : now + (waits[Math.min(tries, waits.length) - 1] ?? minuteMs);
  if (again >= endsAt) return end(deps, letter, message, { type: 'expired', reply: delivered.reply });
  await letters.putOff(id, again);
  const { institution, kind } = letter;
  deps.log.warn('mail put off', { institution, outcome: delivered.reply, message: kind, count: tries });
}

/** The letter is gone before its end is told: better one line too few than the same letter again. */
async function end(
  { letters, journal, clock, log }: MailRoomDeps,
  { id, institution, kind, userId, tries }: WaitingLetter,
  message: Message | undefined,
  ended: { readonly type: 'accepted' | 'bounced' | 'refused' | 'expired'; readonly reply?: string },
): Promise<void> {
  await letters.remove(id);
  const reply = ended.reply === undefined || ended.reply === '' ? {} : { reply: ended.reply };
  // Erased with the person; of a letter to nobody in the records there would be no way to.
  const to = userId === undefined || message === undefined ? {} : { to: message.to };
  const entry: AuditEntry = {
    at: clock.now(),
    institution,
    action: mailAction,
    actor: 'system',
    via: 'mail',
    userId,
    detail: { letter: id, kind, outcome: ended.type, tries, ...to, ...reply },
  };
  await journal.audit(entry);
  const fields = { institution, outcome: ended.type, message: kind, count: tries };
  if (ended.type === 'accepted') log.info('mail', fields);
  else log.warn('mail', fields);
}

function purpose(id: string): string {
  return `letter:${id}`;
}

function open(sealing: Sealing, { id, sealed }: WaitingLetter): Message | undefined {
  try {
    return JSON.parse(sealing.open(purpose(id), sealed)) as Message;
  } catch (error) {
    if (error instanceof VestibuleError && error.code === 'VST_SEAL_BROKEN') return undefined;
    throw error;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
