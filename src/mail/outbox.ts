// In place of a mail server, for the demo and for trying out: the last letters, kept in this process and shown.
import type { Delivery, Message } from './delivery.ts';

const kept = 50;

export interface Outbox extends Delivery {
  /** Newest first. */
  letters(): readonly Message[];
}

export function createOutbox(): Outbox {
  let letters: readonly Message[] = [];
  return {
    deliver: async (message) => {
      letters = [message, ...letters].slice(0, kept);
      return { type: 'accepted' };
    },
    check: async () => ({ type: 'accepted' }),
    letters: () => letters,
  };
}
