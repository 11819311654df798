// The composition root: the only file that knows every room.

import express, { type Express, type Router } from 'express';
import type { InstallationConfig, InstitutionConfig, LoginProfile } from '../config/schema.ts';
import { buildStrategy, loadStrategyKinds } from '../strategies/index.ts';
import type { AggregateRoom } from './aggregates/aggregates.ts';
import { directoryOf } from './directories.ts';
import { createInternalPasswordCheck } from './directory/internal-password.ts';
import { judgePassword } from './directory/passwords/policy.ts';
import { rememberPassword } from './directory/passwords/remember-password.ts';
import { asWritten, writePassword } from './directory/passwords/write-password.ts';
import type { Assertion } from './domain/assertion.ts';
import { dayIn } from './domain/day.ts';
import { VestibuleError } from './domain/errors.ts';
import type { UserRecord } from './domain/ports/changes.ts';
import type { Clock } from './domain/ports/clock.ts';
import type { CredentialCheck } from './domain/ports/credential-check.ts';
import type { Ephemeral } from './domain/ports/ephemeral.ts';
import type { Metrics } from './domain/ports/metrics.ts';
import type { Outbound } from './domain/ports/outbound.ts';
import type { PasswordHasher } from './domain/ports/password-hasher.ts';
import type { PasswordKeeper } from './domain/ports/password-keeper.ts';
import type { Random } from './domain/ports/random.ts';
import type { Sealing } from './domain/ports/sealing.ts';
import type { SecretReference, Secrets } from './domain/ports/secrets.ts';
import type { ProfileUrls } from './domain/strategy.ts';
import { createHealthBoard, type HealthBoard } from './health/board.ts';
import { mailChecks } from './health/mail.ts';
import { type Institution, Institutions, type ProfileRuntime } from './institutions.ts';
import { createSigningKeys } from './keys/signing-keys.ts';
import { createArrival } from './login/arrival/arrive.ts';
import { attachmentRoutes } from './login/attachment/routes.ts';
import { Attempts } from './login/attempts.ts';
import { begin } from './login/begin.ts';
import { createCredentialCheck } from './login/credential-check.ts';
import type { LoginDeps, NewPasswords } from './login/deps.ts';
import { createAfterAnswer } from './login/email/after-answer.ts';
import { Challenges } from './login/email/challenges.ts';
import type { EmailDeps } from './login/email/deps.ts';
import { emailRoutes } from './login/email/routes.ts';
import { PendingRegistrations } from './login/registration/pending.ts';
import { registrationRoutes } from './login/registration/routes.ts';
import { loginRoutes } from './login/routes.ts';
import { followChanges } from './login/sign-out/changed-users.ts';
import type { SignOutDeps } from './login/sign-out/deps.ts';
import { askFor, signOutFor } from './login/sign-out/for-application.ts';
import { signOutRoutes } from './login/sign-out/routes.ts';
import { createTelling } from './login/sign-out/telling.ts';
import { createTraceRecorder } from './login/trace-recorder.ts';
import { attachmentLetters } from './mail/attachment-letters.ts';
import type { MailRoom } from './mail/mail-room.ts';
import type { Outbox } from './mail/outbox.ts';
import type { Log } from './observability/log.ts';
import {
  observedAnswers,
  observedCredentials,
  observedResolving,
  observedStrategy,
  observedTraces,
} from './observed.ts';
import { createCasDoor } from './relying-parties/cas/index.ts';
import { createOidcDoor, type DoorSessions } from './relying-parties/oidc/index.ts';
import { createSamlDoor, samlKeyLife } from './relying-parties/saml/index.ts';
import type { Sip2Door } from './relying-parties/sip2/index.ts';
import { resolveAddress } from './resolution/email.ts';
import { resolve } from './resolution/resolve.ts';
import { createParticipants } from './session/participants.ts';
import { sessionRoutes } from './session/routes.ts';
import { selfDoor } from './session/self-door.ts';
import { Sessions } from './session/sessions.ts';
import type { Store } from './store/store.ts';
import { createTerminals } from './terminals.ts';
import { serveAssets } from './web/assets.ts';
import { Cookies } from './web/cookies.ts';
import { errorHandler, notFound, sendErrorPage } from './web/error-page.ts';
import { keepNothing, limitAuthorizations, refuseCrossSitePosts, refuseOddTargets } from './web/guards.ts';
import { answerReady } from './web/health.ts';
import { renderRelayForm } from './web/pages/relay-form.ts';
import { limitsOf, Visits } from './web/visit.ts';

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

export interface App {
  readonly handler: Express;
  readonly institutions: Institutions;
  readonly credentials: CredentialCheck;
  /** The door of terminals, where the installation has one; whoever serves opens it. */
  readonly terminals: Sip2Door | undefined;
  /** What is known of the upstreams, on every node. */
  readonly health: HealthBoard;
  /** Resolves an assertion as a sign-in would, for `explain`; signs nobody in. */
  resolve(institution: Institution, profile: ProfileRuntime, assertion: Assertion): ReturnType<typeof resolve>;
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
  const health = createHealthBoard({ ephemeral, clock });
  const checkMail = parts.mailer === undefined ? undefined : mailChecks(parts.mailer, clock);
  const institutions: Institutions = new Institutions((slug, profile) => {
    const urls = profileUrls(publicUrl, slug, profile.id);
    const { secrets, outbound } = parts;
    const deps = {
      institution: slug,
      urls,
      secrets,
      ephemeral,
      outbound,
      aggregates: parts.aggregates,
      clock,
      random,
      internalPassword,
      checkMail,
    };
    const measure = observedStrategy(parts.metrics, { institution: slug, profile: profile.id });
    return { urls, measure, ...buildStrategy(profile, deps) };
  }, secretsReader(parts));
  const internalPassword = createInternalPasswordCheck({
    users: store.users,
    hasher: parts.hasher,
    clock,
    institutionOf: (slug) => institutions.get(slug),
    onRehashFailed: (error) => log.warn('rehash failed', { message: messageOf(error) }),
  });
  await loadStrategyKinds(profilesOf(configs));
  institutions.load(configs);

  const resolveFor: App['resolve'] = observedResolving(metrics, (institution, { config }, assertion) => {
    const now = clock.now();
    const moment = { now, today: dayIn(institution.config.timeZone, now) };
    const request = { institution: institution.slug, assertion, admission: config, ...moment };
    return config.kind === 'email-link'
      ? resolveAddress(store, { ...request, rule: config })
      : resolve(store.users, { ...request, rule: config.match, types: institution.types });
  });
  const arrive = createArrival({
    resolve: resolveFor,
    directory: ({ config }) => directoryOf(parts, config),
    clock,
    log,
  });
  const tracing = createTraceRecorder({ journal: store.journal, ephemeral, clock, random, log });
  const recordTrace = observedTraces(tracing, metrics, (slug) => institutions.get(slug)?.profiles);
  const checking = createCredentialCheck({
    institutions,
    users: store.users,
    internalPassword,
    passwordKeeper: passwordKeeper(parts, institutions),
    health,
    ephemeral,
    sealing,
    clock,
    resolve: arrive,
    recordTrace,
  });
  const credentials = observedCredentials(checking, metrics);
  const terminals = createTerminals(parts, { institutions, credentials, recordTrace });
  const sessions = new Sessions({ ephemeral, users: store.users, clock, random, sealing, metrics });
  const cookies = new Cookies(publicUrl);
  const visits = new Visits({ publicUrl, institutions, sessions, cookies, random, sealing, health });
  const attemptSeconds = installation.attemptMinutes * 60;

  const participants = createParticipants({ ephemeral, sealing, clock });
  const doorSessions: DoorSessions = {
    find: async (req, res) => visits.ifAny(req, res)?.session(),
    get: async (slug, id) => {
      const institution = institutions.get(slug);
      return institution && sessions.get(slug, id, limitsOf(institution.config));
    },
  };
  const oidc = createOidcDoor({
    publicUrl: new URL(publicUrl).origin,
    attemptSeconds,
    institutions,
    ephemeral,
    sealing,
    secrets: parts.secrets,
    clock,
    users: store.users,
    pins: store.pins,
    signingKeys: createSigningKeys({ keyStore: store.keys, sealing, clock, random }),
    sessions: doorSessions,
    signOut: {
      now: (req, res, asked) => signOutFor(signOut, req, res, 'oidc', asked),
      ask: (req, res, asked) => askFor(signOut, req, res, asked),
    },
    participants,
    outbound: parts.outbound,
    random,
    begin: (req, res, request) => begin(login, req, res, request),
    audit: (entry) => store.journal.audit(entry),
    renderError: (req, res, { code }) => sendErrorPage({ visits, publicUrl }, req, res, code),
    report: (error) => log.error('door failed', { door: 'oidc', message: messageOf(error) }),
  });
  const cas = createCasDoor({
    publicUrl: new URL(publicUrl).origin,
    institutions,
    ephemeral,
    sealing,
    clock,
    random,
    outbound: parts.outbound,
    users: store.users,
    pins: store.pins,
    sessions: doorSessions,
    participants,
    begin: (req, res, request) => begin(login, req, res, request),
    askSignOut: (req, res, asked) => askFor(signOut, req, res, asked),
    post: (req, res, form) => {
      const visit = visits.of(req, res);
      const page = renderRelayForm(visit.frame(`/${visit.institution.slug}/login`), form, visit.translate);
      visit.send(200, page, [new URL(form.url).origin]);
    },
    audit: (entry) => store.journal.audit(entry),
    note: ({ why, ...of }) => log.info('cas request refused', { ...of, door: 'cas', message: why }),
    report: (error) => log.error('door failed', { door: 'cas', message: messageOf(error) }),
  });
  const saml = createSamlDoor({
    publicUrl: new URL(publicUrl).origin,
    attemptSeconds,
    institutions,
    ephemeral,
    outbound: parts.outbound,
    sealing,
    clock,
    random,
    users: store.users,
    pins: store.pins,
    signingKeys: createSigningKeys({ keyStore: store.keys, sealing, clock, random, ...samlKeyLife }),
    sessions: {
      find: async (req, res) => visits.ifAny(req, res)?.session(),
      end: async (slug, id, relyingParty) => {
        const institution = institutions.get(slug);
        const found = institution && (await sessions.get(slug, id, limitsOf(institution.config)));
        await sessions.end(id);
        if (found === undefined) return;
        const { userId, profile, trace } = found.session;
        const about = { institution: slug, actor: userId, userId, relyingParty, trace };
        await store.journal.audit({ at: clock.now(), action: 'sign-out', via: 'saml', ...about, detail: { profile } });
      },
    },
    participants,
    signOut: (req, res, { relyingParty, answer }) => {
      const { slug } = req.params;
      const uri = `${new URL(publicUrl).origin}/${String(slug)}/saml/slo/answer`;
      return signOutFor(signOut, req, res, 'saml', { relyingParty, uri, state: answer });
    },
    begin: (req, res, request) => begin(login, req, res, request),
    audit: (entry) => store.journal.audit(entry),
    sendForm: (req, res, form) => {
      const visit = visits.of(req, res);
      const page = renderRelayForm(visit.frame(`/${visit.institution.slug}/login`), form, visit.translate);
      visit.send(200, page, form.origins);
    },
    refuseMessage: async (req, res, { institution, relyingParty, check, detail }) => {
      const code = 'VST_REQUEST_MALFORMED';
      const step = { type: 'checked', check, passed: false, detail } as const;
      const of = { institution, profile: undefined, relyingParty, door: 'saml', outcome: code, steps: [step] };
      const trace = await recordTrace(of, { source: visits.of(req, res).source.key });
      log.info('request refused', { code, institution, relyingParty, door: 'saml', trace, outcome: check });
      sendErrorPage({ visits, publicUrl }, req, res, code, trace === '' ? undefined : trace);
    },
  });
  const doors: LoginDeps['doors'] = { self: selfDoor, oidc, cas, saml };
  const telling = createTelling({
    doors,
    participants,
    journal: store.journal,
    ephemeral,
    sealing,
    clock,
    random,
    log,
  });
  const login: LoginDeps = {
    institutions,
    visits,
    attempts: new Attempts({ ephemeral, clock, random, attemptSeconds }),
    registrations: new PendingRegistrations({ ephemeral, sealing, clock, random }),
    sessions,
    credentials,
    recordTrace,
    journal: store.journal,
    ephemeral,
    sealing,
    clock,
    doors,
    telling,
    users: store.users,
    passwords: newPasswords(parts, institutions),
    attachments: {
      invitations: store.invitations,
      addresses: store,
      random,
      log,
      attemptSeconds,
      directory: (config) => directoryOf(parts, config),
      letters: (config) => parts.mailer && attachmentLetters(parts.mailer, publicUrl, config),
    },
    hasMail: parts.mailer !== undefined,
    health,
    resolve: arrive,
  };

  const signOut: SignOutDeps = { ...login, random, log };

  const handler = express();
  handler.disable('x-powered-by').disable('etag').set('query parser', 'simple');
  handler.set('trust proxy', installation.trustedProxies.length > 0 ? installation.trustedProxies : false);
  if (metrics !== undefined) handler.use(observedAnswers(metrics));
  handler.use(refuseOddTargets);
  handler.use('/:slug/oidc', limitAuthorizations(clock), oidc.handler);
  handler.use('/:slug/cas', limitAuthorizations(clock, '/login'), cas.handler);
  handler.use('/:slug/saml', limitAuthorizations(clock, '/sso'), saml.handler);
  handler.use(serveAssets);
  handler.get('/healthz', (_req, res) => void res.type('text').send('ok\n'));
  handler.get('/readyz', (_req, res) => answerReady(res, { store, ephemeral, log }));
  // Before ours: `/{slug}` would take any first segment for an institution.
  const guests = express.Router();
  handler.use(guests);
  handler.use(refuseCrossSitePosts(publicUrl));
  handler.use(keepNothing);
  const afterAnswer = createAfterAnswer({ random, log });
  const email: EmailDeps = {
    ...login,
    users: store.users,
    mailer: parts.mailer,
    addresses: store,
    challenges: new Challenges({ ephemeral, sealing, random, clock }),
    afterAnswer,
    random,
    log,
    publicUrl: new URL(publicUrl).origin,
    attemptSeconds,
  };
  handler.use(emailRoutes(email));
  handler.use(registrationRoutes({ ...email, directory: ({ config }) => directoryOf(parts, config) }));
  handler.use(loginRoutes(login));
  handler.use(attachmentRoutes(login));
  handler.use(signOutRoutes(signOut));
  handler.use(sessionRoutes({ visits }));
  handler.use(notFound);
  handler.use(errorHandler({ visits, publicUrl, log }));

  return {
    handler,
    institutions,
    credentials,
    terminals,
    health,
    resolve: (institution, profile, assertion) => arrive(institution, profile, assertion, true),
    async tellApplications() {
      for (const { slug, config } of institutions.all()) {
        const changed = { trail: store.trail, sessions, telling, ephemeral, clock };
        await followChanges(changed, slug, limitsOf(config));
        await telling.again(slug);
      }
    },
    mount: (routes) => void guests.use(routes),
    load: async (next) => {
      await loadStrategyKinds(profilesOf(next));
      institutions.load(next);
    },
    close: async () => {
      await afterAnswer.settled();
      await telling.settled();
      await institutions.close();
    },
  };
}

function newPasswords(parts: AppParts, institutions: Institutions): NewPasswords {
  const { store, ephemeral, sealing, random } = parts;
  const links = { ephemeral, sealing, random, journal: store.journal };
  const at = (slug: string) => {
    const institution = institutions.get(slug);
    if (institution === undefined) throw new VestibuleError('VST_INSTITUTION_UNKNOWN', 'There is no such institution');
    return directoryOf(parts, institution.config);
  };
  return {
    judge: async (slug, userId, password, options) => judgePassword(at(slug), userId, password, options),
    change: async (slug, userId, password, actor, epoch) => {
      const directory = at(slug);
      const guard = ({ user }: UserRecord) => {
        if (user.sessionEpoch !== epoch)
          throw new VestibuleError('VST_ATTEMPT_EXPIRED', 'The sessions of the user were ended meanwhile.');
      };
      const set = {
        userId,
        password,
        mustChange: false,
        refuseSame: false,
        action: 'password-changed',
        guard,
      } as const;
      asWritten(await writePassword(directory, actor, set), directory.institution.passwords.minLength);
    },
    reset: (institution) => ({ directory: directoryOf(parts, institution), links }),
  };
}

function passwordKeeper(parts: AppParts, institutions: Institutions): PasswordKeeper {
  return {
    async keep(slug, userId, password, profile) {
      const institution = institutions.get(slug);
      if (institution === undefined) return;
      const directory = directoryOf(parts, institution.config);
      await rememberPassword(directory, { userId, password, profile }).catch((error: unknown) =>
        parts.log.warn('password not kept', { institution: slug, profile, message: messageOf(error) }),
      );
    },
  };
}

/** What stands behind the references of a profile, as one keyed hash: a renewed secret is a changed profile. */
function secretsReader({ secrets, sealing }: AppParts): (profile: LoginProfile) => string {
  return (profile) => {
    const references = JSON.stringify(profile).match(/\$\{(?:env|file):[^}"]+\}/g) ?? [];
    return sealing.hash('profile-secrets', references.map((text) => secrets.read(text as SecretReference)).join('\n'));
  };
}

function profilesOf(configs: readonly InstitutionConfig[]): readonly LoginProfile[] {
  return configs.flatMap(({ loginProfiles }) => loginProfiles);
}

function profileUrls(publicUrl: string, slug: string, profile: LoginProfile['id']): ProfileUrls {
  const base = `${new URL(publicUrl).origin}/${slug}/login/${profile}`;
  return {
    callback: `${base}/callback`,
    metadata: `${base}/metadata`,
    logout: `${base}/logout`,
    backchannel: `${base}/backchannel`,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
