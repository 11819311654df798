import type { InstallationConfig } from '../../config/schema.ts';
import type { AggregateRoom } from '../aggregates/aggregates.ts';
import type { Clock } from '../domain/ports/clock.ts';
import type { Ephemeral } from '../domain/ports/ephemeral.ts';
import type { Metrics } from '../domain/ports/metrics.ts';
import type { Outbound } from '../domain/ports/outbound.ts';
import type { PasswordHasher } from '../domain/ports/password-hasher.ts';
import type { Random } from '../domain/ports/random.ts';
import type { Sealing } from '../domain/ports/sealing.ts';
import type { Secrets } from '../domain/ports/secrets.ts';
import type { MailRoom } from '../mail/mail-room.ts';
import type { Outbox } from '../mail/outbox.ts';
import type { Log } from '../observability/log.ts';
import type { Store } from '../store/store.ts';

/** What an application is made of: opened by the process, closed by it. */
export interface AppParts {
  readonly installation: InstallationConfig;
  readonly store: Store;
  readonly ephemeral: Ephemeral;
  readonly sealing: Sealing;
  readonly hasher: PasswordHasher;
  readonly outbound: Outbound;
  /** The federations whose metadata is read whole. */
  readonly aggregates: AggregateRoom;
  /** The way out by mail, where the installation has one. */
  readonly mailer?: MailRoom | undefined;
  /** Where letters end in place of a mail server. */
  readonly outbox?: Outbox | undefined;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Where the installation wants figures. */
  readonly metrics?: Metrics | undefined;
}
