// How a strategy words what became of something it tried.
import { VestibuleError } from './errors.ts';
import type { UpstreamCheck } from './strategy.ts';

/**
 * Tries one thing. That the upstream could not be asked is a failed check; everything else that is thrown is not caught.
 *
 * @param remedy what to do when it does not answer, as a sentence without its full stop
 */
export async function tried(
  name: string,
  remedy: string,
  attempt: () => Promise<Omit<UpstreamCheck, 'name'>>,
): Promise<UpstreamCheck> {
  try {
    return { name, ...(await attempt()) };
  } catch (error) {
    if (!(error instanceof VestibuleError) || error.code !== 'VST_UPSTREAM_UNREACHABLE') throw error;
    // It may have answered, and be of no use all the same.
    const unreachable = error.detail['answered'] === true ? undefined : true;
    return { name, ok: false, unreachable, detail: `${error.message}. ${remedy}` };
  }
}
