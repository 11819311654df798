// What this door stands on; `app/doors` joins it.
import type { Request, Response } from 'express';
import type { JWK } from 'oidc-provider';
import type { InstitutionConfig } from '../../../config/schema.ts';
import type { ErrorCode } from '../../domain/errors.ts';
import type { LoginRequest, Participant } from '../../domain/login.ts';
import type { Clock } from '../../domain/ports/clock.ts';
import type { Ephemeral } from '../../domain/ports/ephemeral.ts';
import type { AuditEntry } from '../../domain/ports/journal.ts';
import type { Outbound } from '../../domain/ports/outbound.ts';
import type { Random } from '../../domain/ports/random.ts';
import type { Sealing } from '../../domain/ports/sealing.ts';
import type { Secrets } from '../../domain/ports/secrets.ts';
import type { SubjectPins } from '../../domain/ports/subject-pins.ts';
import type { Users } from '../../domain/ports/users.ts';
import type { Session } from '../../domain/session.ts';
import type { UserSummary } from '../../domain/user.ts';

export interface SignedIn {
  readonly session: Session;
  readonly user: UserSummary;
}

/** Our sessions, as this door needs them: the provider has none of its own. */
export interface DoorSessions {
  /** The session of this browser at this institution. */
  find(req: Request, res: Response): Promise<SignedIn | undefined>;
  /** A session by its id, if it still stands and its user may still sign in; never prolonged by this. */
  get(institution: string, id: string): Promise<SignedIn | undefined>;
}

/** Where an application wants the person after a sign-out. */
export interface AskedSignOut {
  readonly relyingParty: string;
  /** One of its registered addresses, and what it wants back with her. */
  readonly uri?: string | undefined;
  readonly state?: string | undefined;
}

/** The sign-out itself, of which the upstream is a part, is not the door's. */
export interface DoorSignOut {
  /** Ends the session of this browser, tells the audit, and answers. */
  now(req: Request, res: Response, asked: AskedSignOut): Promise<void>;
  /** Asks the person first: it is not proved who wants it. */
  ask(req: Request, res: Response, asked: AskedSignOut | undefined): void;
}

export interface DoorKeys {
  /** Every private key that is published now, as JWK; of each algorithm the one that signs stands first. */
  allPrivate(institution: string, use: 'oidc'): Promise<readonly JWK[]>;
}

/** A fault for the person's eyes: there is no application to send her back to. */
export interface DoorFault {
  readonly status: number;
  readonly code: ErrorCode;
  /** The protocol's own words, for the application's developer; no secret and no identifier. */
  readonly description: string | undefined;
}

export interface OidcDoorDeps {
  /** Without path or trailing slash. */
  readonly publicUrl: string;
  /** How long a login may take. */
  readonly attemptSeconds: number;
  readonly institutions: { get(slug: string): { readonly config: InstitutionConfig } | undefined };
  readonly ephemeral: Ephemeral;
  readonly signingKeys: DoorKeys;
  readonly sealing: Sealing;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly users: Pick<Users, 'identifiers' | 'user'>;
  readonly pins: SubjectPins;
  readonly sessions: DoorSessions;
  /** Who is to be told when a session is over. */
  readonly participants: { join(session: Pick<Session, 'id' | 'endsAt'>, participant: Participant): Promise<void> };
  readonly outbound: Pick<Outbound, 'fetch'>;
  readonly random: Random;
  /** Step 2 of a login: answers by this door's `respond` or `refuse`, at once or later. */
  begin(req: Request, res: Response, request: LoginRequest): Promise<void>;
  signOut: DoorSignOut;
  audit(entry: AuditEntry): Promise<void>;
  renderError(req: Request, res: Response, fault: DoorFault): void | Promise<void>;
  /** A fault of ours that the provider caught: for the log. */
  report(error: unknown): void;
}
