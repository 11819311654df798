// The login flow and what branches off it, each joined with what it stands on.
import { directoryOf } from '../directories.ts';
import { Attempts } from '../login/attempts.ts';
import type { LoginDeps } from '../login/deps.ts';
import { createAfterAnswer } from '../login/email/after-answer.ts';
import { Challenges } from '../login/email/challenges.ts';
import type { EmailDeps } from '../login/email/deps.ts';
import type { RegistrationDeps } from '../login/registration/deps.ts';
import { PendingRegistrations } from '../login/registration/pending.ts';
import type { SignOutDeps } from '../login/sign-out/deps.ts';
import { attachmentLetters } from '../mail/attachment-letters.ts';
import type { AppParts } from './parts.ts';
import { createNewPasswords } from './passwords.ts';

/** The rooms that the flow is joined with. */
export type FlowNeighbours = Pick<
  LoginDeps,
  'institutions' | 'visits' | 'sessions' | 'credentials' | 'recordTrace' | 'doors' | 'telling' | 'health' | 'resolve'
>;

export interface Flows {
  readonly login: LoginDeps;
  readonly signOut: SignOutDeps;
  readonly email: EmailDeps;
  readonly registration: RegistrationDeps;
}

export function joinFlows(parts: AppParts, neighbours: FlowNeighbours): Flows {
  const login = joinLogin(parts, neighbours);
  const email = joinEmail(parts, login);
  return {
    login,
    signOut: { ...login, random: parts.random, log: parts.log },
    email,
    registration: { ...email, directory: ({ config }) => directoryOf(parts, config) },
  };
}

function joinLogin(parts: AppParts, neighbours: FlowNeighbours): LoginDeps {
  const { installation, store, ephemeral, sealing, mailer, clock, random, log } = parts;
  const attemptSeconds = installation.attemptMinutes * 60;
  return {
    ...neighbours,
    attempts: new Attempts({ ephemeral, clock, random, attemptSeconds }),
    registrations: new PendingRegistrations({ ephemeral, sealing, clock, random }),
    journal: store.journal,
    ephemeral,
    sealing,
    clock,
    users: store.users,
    passwords: createNewPasswords(parts, neighbours.institutions),
    attachments: {
      invitations: store.invitations,
      addresses: store,
      random,
      log,
      attemptSeconds,
      directory: (config) => directoryOf(parts, config),
      letters: (config) => mailer && attachmentLetters(mailer, installation.publicUrl, config),
    },
    hasMail: mailer !== undefined,
  };
}

function joinEmail(
  { installation, store, ephemeral, sealing, mailer, clock, random, log }: AppParts,
  login: LoginDeps,
): EmailDeps {
  return {
    ...login,
    users: store.users,
    mailer,
    addresses: store,
    challenges: new Challenges({ ephemeral, sealing, random, clock }),
    afterAnswer: createAfterAnswer({ random, log }),
    random,
    log,
    publicUrl: new URL(installation.publicUrl).origin,
    attemptSeconds: installation.attemptMinutes * 60,
  };
}
