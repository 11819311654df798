import { VestibuleError } from '../domain/errors.ts';
import type { LoginAttempt } from '../domain/login.ts';
import type { ProfileRuntime } from '../institutions.ts';

/** The profile must be the one the person was sent to, unchanged since. */
export function checkProfile(attempt: LoginAttempt, profile: ProfileRuntime): void {
  if (attempt.profile !== profile.config.id) {
    throw new VestibuleError('VST_ATTEMPT_EXPIRED', 'The attempt went to another profile.');
  }
  if (attempt.profileFingerprint !== profile.fingerprint) {
    throw new VestibuleError('VST_PROFILE_DISABLED', 'The profile was changed while the person was away.');
  }
}
