import { VestibuleError } from '../../domain/errors.ts';
import { primaryType } from '../../domain/identifier.ts';
import type { Directory } from '../deps.ts';
import type { Settings } from '../settings/schema.ts';
import { generateIdentifier } from './generate-identifier.ts';

const triesMax = 30;

/**
 * Makes a user under a primary identifier that is generated. Another one may be faster to take the value: then the next one
 * is tried.
 *
 * @param attempt gives undefined where the value was taken
 * @throws VestibuleError VST_GENERATION_FAILED, and what `attempt` throws
 */
export async function withGeneratedPrimary<Result>(
  directory: Directory,
  settings: Settings,
  attempt: (primaryIdentifier: string) => Promise<Result | undefined>,
): Promise<Result> {
  for (let tries = 1; tries <= triesMax; tries++) {
    const made = await attempt(await generateIdentifier(directory, primaryType, settings));
    if (made !== undefined) return made;
  }
  throw new VestibuleError('VST_GENERATION_FAILED', `${triesMax} generated values were taken one after the other`);
}
