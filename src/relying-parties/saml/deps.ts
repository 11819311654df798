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
import type { PrivateJwk } from '../../keys/jwk.ts';

export interface SignedIn {
  readonly session: Session;
  readonly user: UserSummary;
}

/** Our sessions, as this door needs them. */
export interface SamlSessions {
  /** The session of this browser at this institution. */
  find(req: Request, res: Response): Promise<SignedIn | undefined>;
  /** Ends a session that no browser has brought, because an application said so; written down. */
  end(institution: string, id: string, relyingParty: string): Promise<void>;
}

/** A form that the browser posts to an application. */
export interface OutgoingForm {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
  /** Origins that the application may send the browser on to. */
  readonly origins: readonly string[];
}

/** A message that was refused, for the operator: the person is told that something was wrong, and a reference code. */
export interface RefusedMessage {
  readonly institution: string;
  readonly relyingParty: string | undefined;
  readonly check: string;
  readonly detail: string;
}

export interface SamlDoorDeps {
  /** Without path or trailing slash. */
  readonly publicUrl: string;
  /** How long a login may take. */
  readonly attemptSeconds: number;
  readonly institutions: { get(slug: string): { readonly config: InstitutionConfig } | undefined };
  readonly ephemeral: Ephemeral;
  readonly outbound: Outbound;
  readonly sealing: Sealing;
  readonly clock: Clock;
  readonly random: Random;
  readonly users: Pick<Users, 'identifiers' | 'user'>;
  readonly pins: SubjectPins;
  /** Of each algorithm the key that signs stands first. */
  readonly signingKeys: { allPrivate(institution: string, use: 'saml'): Promise<readonly PrivateJwk[]> };
  readonly sessions: SamlSessions;
  readonly participants: {
    join(session: Pick<Session, 'id' | 'endsAt'>, participant: Participant): Promise<void>;
    of(sessionId: string): Promise<readonly Participant[]>;
  };
  /** Ends the session of this browser, and brings it back to where the application is answered. */
  signOut(
    req: Request,
    res: Response,
    asked: { readonly relyingParty: string; readonly answer: string },
  ): Promise<void>;
  /** Step 2 of a login: answers by this door's `respond` or `refuse`, at once or later. */
  begin(req: Request, res: Response, request: LoginRequest): Promise<void>;
  audit(entry: AuditEntry): Promise<void>;
  sendForm(req: Request, res: Response, form: OutgoingForm): void;
  /** Traces it and shows our own page. */
  refuseMessage(req: Request, res: Response, refused: RefusedMessage): Promise<void>;
}
