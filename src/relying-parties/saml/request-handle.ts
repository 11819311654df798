// A sign-in request that was checked, while the person signs in: sealed into the handle that the login carries, so that
// nobody can fill a store with requests. It is answered once.
import { VestibuleError } from '../../domain/errors.ts';
import type { SamlDoorDeps } from './deps.ts';
import type { NameIdFormat } from './name-id.ts';

export interface CheckedRequest {
  readonly institution: string;
  /** The application's id in the configuration. */
  readonly party: string;
  /** Absent where the sign-in began here. */
  readonly requestId?: string | undefined;
  readonly consumer: string;
  readonly relayState?: string | undefined;
  readonly forceAuthn: boolean;
  readonly passive: boolean;
  readonly format: NameIdFormat;
  /** Whom the application means. */
  readonly subject?: string | undefined;
  readonly contexts: readonly string[];
  readonly comparison: string;
  /** When it came, epoch milliseconds. */
  readonly at: number;
  /** Tells two apart that say the same. */
  readonly nonce: string;
}

const purpose = 'saml-request';
const answered = 'saml-request-answered';

export function sealRequest({ sealing }: Pick<SamlDoorDeps, 'sealing'>, request: CheckedRequest): string {
  return sealing.seal(purpose, JSON.stringify(request));
}

/** @throws VestibuleError VST_ATTEMPT_EXPIRED for what is not ours, another institution's or over */
export function openRequest(
  { sealing, clock, attemptSeconds }: Pick<SamlDoorDeps, 'sealing' | 'clock' | 'attemptSeconds'>,
  institution: string,
  handle: string,
): CheckedRequest {
  const request = opened(() => JSON.parse(sealing.open(purpose, handle)) as CheckedRequest);
  const isOver = request !== undefined && request.at + 2 * attemptSeconds * 1000 < clock.now();
  if (request === undefined || isOver || request.institution !== institution) throw gone();
  return request;
}

/**
 * The same request is answered once: by its own ID, whoever brings it and however often, and where the sign-in began here
 * by its handle.
 *
 * @throws VestibuleError VST_ATTEMPT_EXPIRED when it was answered before
 */
export async function claimAnswer(
  { ephemeral, sealing, attemptSeconds }: Pick<SamlDoorDeps, 'ephemeral' | 'sealing' | 'attemptSeconds'>,
  { institution, party, requestId, nonce }: CheckedRequest,
): Promise<void> {
  const key = sealing.hash(answered, JSON.stringify([institution, party, requestId ?? nonce, requestId !== undefined]));
  // As long as a handle is good, or the request itself is young enough to be brought once more.
  if (!(await ephemeral.claim(answered, key, '1', 2 * attemptSeconds + 1800))) throw gone();
}

function opened(open: () => CheckedRequest): CheckedRequest | undefined {
  try {
    return open();
  } catch (error) {
    if (error instanceof VestibuleError && error.code === 'VST_SEAL_BROKEN') return undefined;
    throw error;
  }
}

function gone(): VestibuleError {
  return new VestibuleError('VST_ATTEMPT_EXPIRED', "The application's request is over or was answered already.");
}
