import type { Log } from '../../observability/log.ts';

/** Faults of ours that a door caught, and told in its protocol's own words: for the log. */
export function reportTo(log: Log, door: string): (error: unknown) => void {
  return (error) => log.error('door failed', { door, message: error instanceof Error ? error.message : String(error) });
}
