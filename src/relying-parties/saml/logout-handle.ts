// A logout request that was verified, on its way through the browser: sealed, so that it is nobody else's word.
import { VestibuleError } from '../../domain/errors.ts';
import type { SamlDoorDeps } from './deps.ts';

export interface AskedLogout {
  readonly type: 'asked';
  readonly institution: string;
  /** The application's id in the configuration. */
  readonly party: string;
  readonly requestId: string;
  readonly nameId: string;
  readonly sessionIndexes: readonly string[];
  readonly relayState: string | undefined;
  /** Epoch milliseconds. */
  readonly at: number;
}

const purpose = 'saml-logout';

export function sealLogout({ sealing }: Pick<SamlDoorDeps, 'sealing'>, asked: AskedLogout): string {
  return sealing.seal(purpose, JSON.stringify(asked));
}

/** @throws VestibuleError VST_ATTEMPT_EXPIRED for what is not ours, another institution's or over */
export function openLogout(
  { sealing, clock, attemptSeconds }: Pick<SamlDoorDeps, 'sealing' | 'clock' | 'attemptSeconds'>,
  institution: string,
  sealed: unknown,
): AskedLogout {
  const asked =
    typeof sealed === 'string' ? opened(() => JSON.parse(sealing.open(purpose, sealed)) as AskedLogout) : undefined;
  if (asked === undefined || asked.institution !== institution || asked.at + attemptSeconds * 1000 < clock.now()) {
    throw new VestibuleError('VST_ATTEMPT_EXPIRED', "The application's sign-out is over.");
  }
  return asked;
}

function opened(open: () => AskedLogout): AskedLogout | undefined {
  try {
    return open();
  } catch (error) {
    if (error instanceof VestibuleError && error.code === 'VST_SEAL_BROKEN') return undefined;
    throw error;
  }
}
