import type { Clock } from '../../domain/ports/clock.ts';
import type { Mailer } from '../../domain/ports/mailer.ts';
import type { Random } from '../../domain/ports/random.ts';
import type { Users } from '../../domain/ports/users.ts';
import type { Log } from '../../observability/log.ts';
import type { AddressPorts } from '../../resolution/email.ts';
import type { LoginDeps } from '../deps.ts';
import type { AfterAnswer } from './after-answer.ts';
import type { Challenges } from './challenges.ts';

/** Everything that signing in by mail, and asking for a new password by mail, stands on; made in `app/flows.ts`. */
export interface EmailDeps extends LoginDeps {
  /** Undefined where the installation has no mail. */
  readonly mailer: Mailer | undefined;
  readonly addresses: AddressPorts;
  readonly users: Users;
  readonly challenges: Challenges;
  readonly afterAnswer: AfterAnswer;
  readonly random: Random;
  readonly clock: Clock;
  readonly log: Log;
  /** Origin of every link. */
  readonly publicUrl: string;
  readonly attemptSeconds: number;
}
