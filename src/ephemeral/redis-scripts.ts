// The steps on one key that are more than one command. Redis runs a script as one step, on the server that keeps the key.
//
// Redis hands a write to its replicas after it has answered, and may lose the last second of its file when it dies. So
// after a failover, or a restart, a record may stand that was taken. Every record is therefore stamped with the term of
// the server that wrote it (`master_replid`: new for each promotion and each start), and `take` and `swap` refuse a
// record of another term: attempts, codes and tickets begun before a failover are over. `get` and `touch`, and so
// sessions, and counters, which bear no stamp, go on.
import { createHash } from 'node:crypto';

export interface RedisScript {
  readonly text: string;
  readonly sha1: string;
}

const stampLength = 17;
const stamped = /^[0-9a-f]{16}:/;

const stamp = `local stamp = string.sub(string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)'), 1, 16) .. ':'`;

export const scripts = {
  /** value, milliseconds */
  put: script(`${stamp}
    redis.call('SET', KEYS[1], stamp .. ARGV[1], 'PX', ARGV[2])
    return 1`),
  /** value, milliseconds -> 1 when written */
  claim: script(`${stamp}
    return redis.call('SET', KEYS[1], stamp .. ARGV[1], 'NX', 'PX', ARGV[2]) and 1 or 0`),
  /** -> value, or nothing */
  take: script(`${stamp}
    local value = redis.call('GETDEL', KEYS[1])
    if not value or string.sub(value, 1, ${stampLength}) ~= stamp then return false end
    return string.sub(value, ${stampLength + 1})`),
  /** expected, next, milliseconds -> 1 when replaced */
  swap: script(`${stamp}
    if redis.call('GET', KEYS[1]) ~= stamp .. ARGV[1] then return 0 end
    redis.call('SET', KEYS[1], stamp .. ARGV[2], 'PX', ARGV[3])
    return 1`),
  /** by, milliseconds of the window -> count, milliseconds left */
  count: script(`
    local count = redis.call('INCRBY', KEYS[1], ARGV[1])
    local left = redis.call('PTTL', KEYS[1])
    if left < 0 then
      redis.call('PEXPIRE', KEYS[1], ARGV[2])
      left = tonumber(ARGV[2])
    end
    return {count, left}`),
  /** -> count, milliseconds left */
  readCount: script(`
    local count = redis.call('GET', KEYS[1])
    if not count then return {0, 0} end
    return {tonumber(count), redis.call('PTTL', KEYS[1])}`),
} as const;

/** The value of a record as it stands, without its stamp. */
export function withoutStamp(text: string): string {
  return stamped.test(text) ? text.slice(stampLength) : text;
}

function script(text: string): RedisScript {
  return { text, sha1: createHash('sha1').update(text).digest('hex') };
}
