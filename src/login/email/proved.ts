// She reads the mail. From here on it is a return like any upstream's, and the same resolution decides who she is.
import type { Response } from 'express';
import type { LoginAttempt } from '../../domain/login.ts';
import type { Visit } from '../../web/visit.ts';
import { registerByMail } from '../registration/by-mail.ts';
import type { EmailProfile } from './ask.ts';
import { askWho } from './choose.ts';
import type { EmailDeps } from './deps.ts';
import { toCallback } from './to-callback.ts';

export interface Mailed {
  readonly address: string;
  readonly userIds: readonly string[];
}

/** The challenge was spent. */
export async function proved(
  deps: EmailDeps,
  res: Response,
  visit: Visit,
  attempt: LoginAttempt,
  profile: EmailProfile,
  { address, userIds }: Mailed,
): Promise<void> {
  const provedAt = deps.clock.now();
  const [userId, ...others] = userIds;
  if (userId === undefined) return registerByMail(deps, res, visit, attempt, profile, { address, provedAt });
  if (others.length > 0) {
    return askWho(deps, visit, attempt, profile, { address, userIds, provedAt });
  }
  return toCallback(deps, res, visit, attempt, profile, { address, userId, provedAt });
}
