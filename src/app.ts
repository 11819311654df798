// The composition root: every room, joined with the others, in the order in which they stand on each other. What takes more
// than a few lines to join stands in `app/`.
import type { Express, Router } from 'express';
import type { InstitutionConfig } from '../config/schema.ts';
import { createArrive } from './app/arrival.ts';
import { type Entrances, joinDoors } from './app/doors/index.ts';
import { joinSip2Door } from './app/doors/sip2.ts';
import { joinFlows } from './app/flows.ts';
import { observedCredentials, observedTraces } from './app/observed.ts';
import type { AppParts } from './app/parts.ts';
import { createPasswordCheck, createPasswordKeeper } from './app/passwords.ts';
import { createRoutes } from './app/routes.ts';
import { createInstitutions, loadInstitutions } from './app/strategies.ts';
import type { Assertion } from './domain/assertion.ts';
import type { CredentialCheck } from './domain/ports/credential-check.ts';
import type { Resolved } from './domain/resolution.ts';
import { createHealthBoard, type HealthBoard } from './health/board.ts';
import type { Institution, Institutions, ProfileRuntime } from './institutions.ts';
import { begin } from './login/begin.ts';
import { createCredentialCheck } from './login/credential-check.ts';
import { followChanges } from './login/sign-out/changed-users.ts';
import { askFor, signOutFor } from './login/sign-out/for-application.ts';
import { createTelling } from './login/sign-out/telling.ts';
import { createTraceRecorder } from './login/trace-recorder.ts';
import type { Sip2Door } from './relying-parties/sip2/index.ts';
import { createParticipants } from './session/participants.ts';
import { Sessions } from './session/sessions.ts';
import { Cookies } from './web/cookies.ts';
import { limitsOf, Visits } from './web/visit.ts';

export type { AppParts } from './app/parts.ts';

export interface App {
  readonly handler: Express;
  readonly institutions: Institutions;
  readonly credentials: CredentialCheck;
  /** The door of terminals, where the installation has one; whoever serves opens it. */
  readonly terminals: Sip2Door | undefined;
  /** What is known of the upstreams, on every node. */
  readonly health: HealthBoard;
  /** Resolves an assertion as a sign-in would, for `explain`; signs nobody in. */
  resolve(institution: Institution, profile: ProfileRuntime, assertion: Assertion): Promise<Resolved>;
  /** What is told to applications without anybody's request: ends of sessions by a change of the user, and second tries. */
  tellApplications(): Promise<void>;
  /** Adds addresses of another application: the demo's. */
  mount(routes: Router): void;
  /** Puts new institution files in force. */
  load(institutions: readonly InstitutionConfig[]): Promise<void>;
  close(): Promise<void>;
}

export async function createApp(parts: AppParts, configs: readonly InstitutionConfig[]): Promise<App> {
  const { installation, store, ephemeral, sealing, clock, random, log, metrics } = parts;
  const { publicUrl } = installation;
  const { users, journal, trail } = store;

  // Where people come in: the institutions and their upstreams.
  const health = createHealthBoard({ ephemeral, clock });
  const internalPassword = createPasswordCheck(parts, (slug) => institutions.get(slug));
  const institutions: Institutions = createInstitutions(parts, internalPassword);
  await loadInstitutions(institutions, configs);

  // Who they are, and how that was decided.
  const arrive = createArrive(parts);
  const tracing = createTraceRecorder({ journal, ephemeral, clock, random, log });
  const recordTrace = observedTraces(tracing, metrics, (slug) => institutions.get(slug)?.profiles);
  const checking = createCredentialCheck({
    institutions,
    users,
    internalPassword,
    passwordKeeper: createPasswordKeeper(parts, institutions),
    health,
    ephemeral,
    sealing,
    clock,
    resolve: arrive,
    recordTrace,
  });
  const credentials = observedCredentials(checking, metrics);

  // Their browsers, and what they are signed in to.
  const sessions = new Sessions({ ephemeral, users, clock, random, sealing, metrics });
  const participants = createParticipants({ ephemeral, sealing, clock });
  const cookies = new Cookies(publicUrl);
  const visits = new Visits({ publicUrl, institutions, sessions, cookies, random, sealing, health });

  // Where applications ask. Doors enter the flow, and the flow answers by the doors: the one circle among the rooms.
  const entrances: Entrances = {
    begin: (req, res, request) => begin(flows.login, req, res, request),
    signOut: (req, res, via, asked) => signOutFor(flows.signOut, req, res, via, asked),
    askSignOut: (req, res, asked) => askFor(flows.signOut, req, res, asked),
  };
  const doors = joinDoors(parts, { institutions, sessions, visits, participants, recordTrace, entrances });
  const terminals = joinSip2Door(parts, { institutions, credentials, recordTrace });

  // What happens between a door and an upstream.
  const telling = createTelling({ doors, participants, journal, ephemeral, sealing, clock, random, log });
  const flows = joinFlows(parts, {
    institutions,
    visits,
    sessions,
    credentials,
    recordTrace,
    doors,
    telling,
    health,
    resolve: arrive,
  });

  const { handler, mount } = createRoutes(parts, doors, flows, visits);
  return {
    handler,
    institutions,
    credentials,
    terminals,
    health,
    resolve: (institution, profile, assertion) => arrive(institution, profile, assertion, true),
    async tellApplications() {
      for (const { slug, config } of institutions.all()) {
        await followChanges({ trail, sessions, telling, ephemeral, clock }, slug, limitsOf(config));
        await telling.again(slug);
      }
    },
    mount,
    load: (next) => loadInstitutions(institutions, next),
    close: async () => {
      await flows.email.afterAnswer.settled();
      await telling.settled();
      await institutions.close();
    },
  };
}
