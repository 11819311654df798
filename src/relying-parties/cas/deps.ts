// What this door stands on; `app/doors` joins it.
import type { Request, Response } from 'express';
import type { InstitutionConfig } from '../../../config/schema.ts';
import type { LoginRequest, Participant } from '../../domain/login.ts';
import type { Clock } from '../../domain/ports/clock.ts';
import type { Ephemeral } from '../../domain/ports/ephemeral.ts';
import type { AuditEntry } from '../../domain/ports/journal.ts';
import type { Outbound } from '../../domain/ports/outbound.ts';
import type { Random } from '../../domain/ports/random.ts';
import type { Sealing } from '../../domain/ports/sealing.ts';
import type { SubjectPins } from '../../domain/ports/subject-pins.ts';
import type { Users } from '../../domain/ports/users.ts';
import type { Session } from '../../domain/session.ts';
import type { UserSummary } from '../../domain/user.ts';

export interface CasDoorDeps {
  /** Without path or trailing slash. */
  readonly publicUrl: string;
  readonly institutions: { get(slug: string): { readonly config: InstitutionConfig } | undefined };
  readonly ephemeral: Ephemeral;
  readonly sealing: Sealing;
  readonly clock: Clock;
  readonly random: Random;
  readonly outbound: Pick<Outbound, 'get' | 'fetch'>;
  readonly users: Pick<Users, 'identifiers' | 'user'>;
  readonly pins: SubjectPins;
  readonly sessions: {
    /** The session of this browser at this institution. */
    find(req: Request, res: Response): Promise<{ readonly session: Session } | undefined>;
    /** A session by its id, if it still stands and its user may still sign in; never prolonged by this. */
    get(
      institution: string,
      id: string,
    ): Promise<{ readonly session: Session; readonly user: UserSummary } | undefined>;
  };
  readonly participants: {
    join(session: Pick<Session, 'id' | 'endsAt'>, participant: Participant): Promise<void>;
  };
  /** Step 2 of a login: answers by this door's `respond` or `refuse`, at once or later. */
  begin(req: Request, res: Response, request: LoginRequest): Promise<void>;
  /** Asks the person whether she wants to sign out: anybody may have written the request. */
  askSignOut(
    req: Request,
    res: Response,
    asked: { readonly relyingParty: string; readonly uri: string } | undefined,
  ): void;
  /** Has the browser post a form to the application. */
  post(
    req: Request,
    res: Response,
    form: { readonly url: string; readonly fields: Readonly<Record<string, string>> },
  ): void;
  audit(entry: AuditEntry): Promise<void>;
  /** Why an application was told no: for the operator, since the answer tells nobody. */
  note(refused: {
    readonly institution: string;
    readonly relyingParty?: string | undefined;
    readonly why: string;
  }): void;
  /** A fault of ours that is told as INTERNAL_ERROR: for the log. */
  report(error: unknown): void;
}
