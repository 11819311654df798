// The time that records in the SQLite file expire by. It follows the clock but never goes back: when the clock is set
// back, an offset is written beside the records and time runs on from where it was, so that nothing that was over comes
// to life again and nothing lives longer than it was given. Every process that shares the file reads the same offset.
import type { Clock } from '../domain/ports/clock.ts';
import type { SqliteDatabase } from '../sqlite.ts';

/** How old this process's view of the shared offset may be. */
const refreshMs = 1000;

export const storeTimeSchema = `
  CREATE TABLE IF NOT EXISTS store_time (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    offset_ms INTEGER NOT NULL,
    high_ms INTEGER NOT NULL
  ) STRICT;
  INSERT INTO store_time (id, offset_ms, high_ms) VALUES (1, 0, 0) ON CONFLICT DO NOTHING;`;

export interface StoreTime {
  /** Store time in milliseconds; mostly without touching the file, once a second with one small write. */
  now(): number;
}

export function storeTime(database: SqliteDatabase, clock: Clock): StoreTime {
  // One statement reads the clock's place and, where the clock went back behind what was seen, moves the offset.
  const align = database.prepare(
    `UPDATE store_time SET
       offset_ms = CASE WHEN :wall + offset_ms < max(high_ms, :seen) THEN max(high_ms, :seen) - :wall ELSE offset_ms END,
       high_ms = max(high_ms, :seen, :wall + offset_ms)
     WHERE id = 1 RETURNING offset_ms, high_ms`,
  );
  let offset = 0;
  let high = 0;
  let alignedAt = Number.NEGATIVE_INFINITY;
  return {
    now() {
      const wall = clock.now();
      const time = wall + offset;
      if (time >= high && time - alignedAt < refreshMs) {
        high = time;
        return time;
      }
      // `all`, not `get`: a statement with RETURNING commits on its last step, and `get` never sees that step fail.
      const [row] = align.all({ wall, seen: high });
      offset = Number(row?.['offset_ms']);
      high = Number(row?.['high_ms']);
      alignedAt = high;
      return high;
    },
  };
}
