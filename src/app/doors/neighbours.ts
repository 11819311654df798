// What stands on the other side of a door: the rooms it is joined with, beside the parts of the application.
import type { Request, Response } from 'express';
import type { LoginRequest } from '../../domain/login.ts';
import type { Institutions } from '../../institutions.ts';
import type { AskedBy } from '../../login/sign-out/asked.ts';
import type { TraceRecorder } from '../../login/trace-recorder.ts';
import type { Participants } from '../../session/participants.ts';
import type { Sessions } from '../../session/sessions.ts';
import type { Visits } from '../../web/visit.ts';

export interface DoorNeighbours {
  readonly institutions: Institutions;
  readonly sessions: Sessions;
  readonly visits: Visits;
  readonly participants: Participants;
  readonly recordTrace: TraceRecorder;
  readonly entrances: Entrances;
}

/** How a door enters the login flow, which answers by the same door in the end. */
export interface Entrances {
  /** Step 2 of a login. */
  readonly begin: (req: Request, res: Response, request: LoginRequest) => Promise<void>;
  /** The application proved that it means the session of this browser. */
  readonly signOut: (req: Request, res: Response, via: string, asked: AskedBy) => Promise<void>;
  /** Anybody may have written the request: the person is asked. */
  readonly askSignOut: (req: Request, res: Response, asked: AskedBy | undefined) => void;
}
