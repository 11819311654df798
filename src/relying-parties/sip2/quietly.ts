// What an attacker can make happen as often as he likes is told once a minute, with how often it happened.

export interface Quietly {
  tell(what: string): void;
  /** Tells what is left. */
  close(): void;
}

const everyMs = 60_000;

export function createQuietly(say: (what: string, count: number) => void): Quietly {
  const counts = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    for (const [what, count] of counts) if (count > 0) say(what, count);
    counts.clear();
    timer = undefined;
  };
  return {
    tell(what) {
      // The first one at once; whatever follows is summed up.
      if (timer === undefined) {
        timer = setTimeout(flush, everyMs).unref();
        counts.clear();
      }
      const count = counts.get(what);
      if (count === undefined) say(what, 1);
      counts.set(what, (count ?? -1) + 1);
    },
    close() {
      clearTimeout(timer);
      flush();
    },
  };
}
