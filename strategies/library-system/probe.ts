// A library system is probed by what it is there for: it is asked for a password, of nobody.
import type { Random } from '../../src/domain/ports/random.ts';
import type { UpstreamCheck } from '../../src/domain/strategy.ts';
import { tried } from '../../src/domain/upstream-check.ts';
import type { SystemAnswer } from './strategy.ts';

/** What is said of a probe, and what to do when the system says neither yes nor no. */
export interface Probed {
  readonly name: string;
  readonly remedy: string;
}

const remedyOfSilence = 'See whether the system runs, whether a firewall is in between, and its certificate';

/** A system that says no to a name and a password that nobody has is well. */
export async function probeWithNobody(
  { name, remedy }: Probed,
  random: Random,
  check: (name: string, password: string) => Promise<SystemAnswer>,
): Promise<readonly UpstreamCheck[]> {
  // Letters and digits, as every system takes them.
  const word = () => random.token(12).replaceAll(/[^A-Za-z0-9]/g, '0');
  const probed = await tried(name, remedyOfSilence, async () => {
    const answer = await check(`vestibuleprobe${word()}`, word());
    if (answer.type === 'right') {
      return { ok: false, detail: 'it takes a password that nobody has. Switch the profile off until that is clear' };
    }
    if (answer.type === 'refused' && (answer.reason === 'credentials' || answer.reason === 'unknown')) {
      return { ok: true, detail: 'it answers' };
    }
    return { ok: false, detail: `${'detail' in answer ? answer.detail : answer.type}. ${remedy}` };
  });
  return [probed];
}
