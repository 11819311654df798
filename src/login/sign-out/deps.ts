import type { Random } from '../../domain/ports/random.ts';
import type { Log } from '../../observability/log.ts';
import type { LoginDeps } from '../deps.ts';

/** What a sign-out stands on; made in `app/flows.ts`. */
export interface SignOutDeps
  extends Pick<
    LoginDeps,
    'visits' | 'sessions' | 'recordTrace' | 'journal' | 'ephemeral' | 'sealing' | 'clock' | 'telling'
  > {
  readonly random: Random;
  readonly log: Log;
}
