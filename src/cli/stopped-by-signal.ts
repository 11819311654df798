/** Told by the first Ctrl-C, so that work ends between two steps; a second one ends the process. */
export function stoppedBySignal(): AbortSignal {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  return stop.signal;
}
