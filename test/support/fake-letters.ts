// Letters that wait in memory, by the rules of the port.
import type { Letters, WaitingLetter } from '../../src/domain/ports/letters.ts';

export interface FakeLetters extends Letters {
  readonly all: Map<string, WaitingLetter & { nextAt: number }>;
}

export function fakeLetters(): FakeLetters {
  const all: FakeLetters['all'] = new Map();
  return {
    all,
    add: async (letter, now, mostWaiting) => {
      const waiting = [...all.values()].filter(({ institution }) => institution === letter.institution);
      if (waiting.length >= mostWaiting) return false;
      all.set(letter.id, { ...letter, tries: 0, nextAt: now });
      return true;
    },
    claim: async (now, leaseMs, count) => {
      const due = [...all.values()]
        .filter(({ nextAt }) => nextAt <= now)
        .toSorted((a, b) => a.endsAt - b.endsAt)
        .slice(0, count)
        .map((letter) => ({ ...letter, tries: letter.tries + 1, nextAt: now + leaseMs }));
      for (const letter of due) all.set(letter.id, letter);
      return due.map(({ nextAt: _nextAt, ...letter }) => letter);
    },
    putOff: async (id, until) => {
      const letter = all.get(id);
      if (letter !== undefined) all.set(id, { ...letter, nextAt: until });
    },
    remove: async (id) => void all.delete(id),
    waiting: async () => all.size,
  };
}
