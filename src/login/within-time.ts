import { VestibuleError } from '../domain/errors.ts';
import type { ProfileRuntime } from '../institutions.ts';

/** To read or to make a message the strategy may have to ask its upstream. @throws VST_UPSTREAM_UNREACHABLE when late */
export async function withinTime<T>({ config: { timeoutSeconds } }: ProfileRuntime, work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new VestibuleError('VST_UPSTREAM_UNREACHABLE', `no answer within ${timeoutSeconds} s`)),
    timeoutSeconds * 1000,
  );
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
