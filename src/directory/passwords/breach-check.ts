// The range interface of Pwned Passwords and its copies, by k-anonymity: five hex digits of the SHA-1 go out, all hashes
// that begin with them come back, filled up with others so that the length of the answer says nothing.
import { createHash } from 'node:crypto';
import { VestibuleError } from '../../domain/errors.ts';
import type { BreachCheck } from '../../domain/ports/breach-check.ts';
import type { Outbound } from '../../domain/ports/outbound.ts';

const prefixLength = 5;
const deadlineMs = 2000;
/** Some 1,000 lines of 40 bytes are usual. */
const answerBytesMax = 262_144;

export interface BreachCheckDeps {
  readonly outbound: Pick<Outbound, 'get'>;
  /** Told when the service could not be asked. The password was then not checked by it. */
  readonly onUnreachable: (error: unknown) => void;
}

export function createBreachCheck({ outbound, onUnreachable }: BreachCheckDeps): BreachCheck {
  return {
    async isLeaked(url, password) {
      const hash = createHash('sha1').update(password.normalize('NFC')).digest('hex').toUpperCase();
      try {
        const body = await range(outbound, url, hash.slice(0, prefixLength));
        return holds(body, hash.slice(prefixLength));
      } catch (error) {
        onUnreachable(error);
        return false;
      }
    },
  };
}

async function range(outbound: Pick<Outbound, 'get'>, url: string, prefix: string): Promise<string> {
  const headers = { 'Add-Padding': 'true', 'User-Agent': 'Vestibule' };
  const limits = { timeoutMs: deadlineMs, maxBytes: answerBytesMax };
  const { status, body } = await outbound.get(`${url.replace(/\/?$/, '/')}${prefix}`, { headers, ...limits });
  if (status === 200) return body;
  throw new VestibuleError('VST_UPSTREAM_UNREACHABLE', 'The service of stolen passwords gave no answer', { status });
}

/** Lines are `REST:COUNT`; one that only fills up has the count 0. */
function holds(body: string, rest: string): boolean {
  return body.split('\n').some((line) => {
    const [found, count] = line.trim().toUpperCase().split(':');
    return found === rest && Number(count) > 0;
  });
}
